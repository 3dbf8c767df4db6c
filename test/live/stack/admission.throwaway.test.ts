import assert from 'node:assert/strict';

import { goodDeployment } from '../../../policy/examples';
import { rules } from '../../../policy/rules';
import { beside } from '../../support/live/beside';
import { eventually } from '../../support/live/conditions';
import { throwaway, type Throwaway } from '../../support/live/throwaway';

describe('A stack with the setting `admission`', function () {
  this.timeout(180_000);
  const kinds = 'validatingadmissionpolicies,validatingadmissionpolicybindings';
  let stack: Throwaway;
  let found: string[];
  const policies = async (): Promise<string[]> =>
    (await beside.cluster.kubectl(['get', kinds, '--output=name'])).split('\n').filter(Boolean).sort();

  before(async () => {
    stack = await throwaway('search', beside);
    found = await policies();
    stack.configure({ admission: true });
    await stack.up();
  });
  after(async () => {
    stack.configure({ admission: undefined });
    await stack.up();
    assert.deepEqual(await policies(), found);
  });

  /** Would apply a Deployment; gives what the cluster says. */
  async function apply(image: string, namespace: string): Promise<string> {
    const bad = structuredClone(goodDeployment('other', 1)) as {
      spec: { template: { spec: { containers: { image: string }[] } } };
      metadata: { namespace?: string };
    };
    bad.spec.template.spec.containers[0]!.image = image;
    delete bad.metadata.namespace;
    const { stdout, stderr } = await beside.cluster.tryKubectl(
      ['apply', `--namespace=${namespace}`, '--dry-run=server', '--filename=-'],
      JSON.stringify(bad),
    );
    return stdout + stderr;
  }

  it('has a policy and a binding for each rule', async () => {
    assert.equal((await policies()).length - found.length, 2 * rules.length);
  });

  it('has the cluster refuse what breaks a rule in its namespaces, and nowhere else', async () => {
    const { message, remedy } = rules.find(({ name }) => name === 'images-by-digest')!.validations[0]!;
    await eventually('it is refused', async () =>
      assert.ok((await apply('a.example/b:1', stack.namespace)).includes(`${message}: ${remedy}`)),
    );
    assert.match(await apply(`a.example/b@sha256:${'a'.repeat(64)}`, stack.namespace), /other created/);
    assert.match(await apply('a.example/b:1', 'default'), /other created/);
  });

  it('is changed and scaled as before', async () => {
    assert.match(await stack.up({ refreshSeconds: 1234 }), /updated/);
    await beside.cluster.kubectl([
      'scale',
      'deployment/api-search',
      '--replicas=5',
      `--namespace=${stack.namespace}`,
    ]);
    await stack.up({ refreshSeconds: undefined }, ['--refresh']);
    assert.match(await stack.up(), /Resources:\n +\d+ unchanged\n/);
  });
});
