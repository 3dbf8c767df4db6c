import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { parse } from 'yaml';

import { configurationFiles, writeConfiguration } from '../../../local/cluster/configuration';
import { clusterParts } from '../../../local/cluster/parts';
import { staticPolicies } from '../../../local/cluster/static-policies';
import { layoutIn, scratchFolder } from '../../support/unit/local';

const list = {
  items: [
    { kind: 'ValidatingAdmissionPolicy', metadata: { name: 'a.static.k8s.io' } },
    { kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'a.static.k8s.io' } },
  ],
};

describe('the admission policies that the local API server loads itself', () => {
  const folder = scratchFolder();

  it('are in a file of their own, which only root can change, in a folder that its configuration names', () => {
    const { admission, policies } = configurationFiles(layoutIn(folder()));
    writeConfiguration(layoutIn(folder()), list);
    assert.deepEqual(JSON.parse(readFileSync(policies, 'utf8')), list);
    assert.equal(statSync(policies).mode & 0o777, 0o600);
    const { plugins } = parse(readFileSync(admission, 'utf8')) as {
      plugins: { name: string; configuration: { staticManifestsDir: string } }[];
    };
    assert.deepEqual(
      plugins.map(({ name, configuration }) => [name, configuration.staticManifestsDir]),
      [['ValidatingAdmissionPolicy', dirname(policies)]],
    );
  });

  it('are known to it by its arguments, and a changed file restarts it', () => {
    const layout = layoutIn(folder());
    const { admission, policies } = configurationFiles(layout);
    const api = clusterParts(layout, {})
      .flat()
      .find(({ name }) => name === 'kube-apiserver');
    assert.ok(api);
    assert.ok(api.args.includes(`--admission-control-config-file=${admission}`));
    assert.ok(api.args.includes('--feature-gates=ManifestBasedAdmissionControlConfig=true'));
    assert.deepEqual(api.configuration, [admission, policies]);
  });

  it('are named for the status; none of a cluster of an earlier version', () => {
    const { policies } = configurationFiles(layoutIn(folder()));
    assert.deepEqual(staticPolicies(policies), []);
    writeConfiguration(layoutIn(folder()), list);
    assert.deepEqual(staticPolicies(policies), ['a.static.k8s.io']);
    writeFileSync(policies, 'broken');
    assert.throws(() => staticPolicies(policies), SyntaxError);
  });
});
