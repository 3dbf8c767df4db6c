import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { statusText } from '../../../cli/status-text';
import type { DeployedResource } from '../../../components/preflight/deployed';
import { configurationFiles } from '../../../local/cluster/configuration';
import { readStatus } from '../../../status/read';
import { statusReport, type StatusReport } from '../../../status/report';
import { layoutIn, scratchFolder } from '../../support/unit/local';

const prefix = 'shared-keys-01234567';
const namespaces = ['search', 'hotels'];

function policy(rule: string, status: object = { typeChecking: {} }): object {
  return { kind: 'ValidatingAdmissionPolicy', metadata: { name: `${prefix}.${rule}` }, status };
}

function binding(rule: string, validationActions = ['Deny'], values = namespaces): object {
  const namespaceSelector = { matchExpressions: [{ key: 'kubernetes.io/metadata.name', values }] };
  const spec = { policyName: `${prefix}.${rule}`, validationActions, matchResources: { namespaceSelector } };
  return { kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: `${prefix}.${rule}` }, spec };
}

function deployed(rule: string): DeployedResource {
  const type = 'kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy';
  const object = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy' };
  return { urn: rule, type, name: rule, outputs: { ...object, metadata: { name: `${prefix}.${rule}` } } };
}

const workload = {
  kind: 'Deployment',
  metadata: { name: 'api-search', namespace: 'search', labels: { 'app.kubernetes.io/name': 'search' } },
  spec: { replicas: 1 },
  status: { readyReplicas: 1 },
};

describe('npm run status, of the rules in the cluster,', () => {
  const folder = scratchFolder();

  async function read(
    policies: readonly object[],
    resources: readonly DeployedResource[] = [],
  ): Promise<StatusReport> {
    const layout = layoutIn(folder());
    mkdirSync(dirname(layout.kubeconfig), { recursive: true });
    writeFileSync(layout.kubeconfig, '');
    const kubectl = ([, kinds = '']: readonly string[]): Promise<string> => {
      // What drift compares is asked for by group and version; nothing is gone there.
      if (kinds.includes('.v1.')) return Promise.resolve(JSON.stringify({ items: live }));
      const items = kinds.startsWith('ValidatingAdmissionPolicy') ? policies : [workload];
      return Promise.resolve(JSON.stringify({ items }));
    };
    const live = resources.map(({ outputs }) => outputs);
    return statusReport.parse(
      await readStatus(
        { layout, parts: () => [{ name: 'kube-apiserver', pid: 1, memory: 0 }], kubectl },
        {
          outputs: () => Promise.resolve({}),
          resources: () => Promise.resolve(resources),
        },
      ),
    );
  }
  const shown = (report: StatusReport): string =>
    /^Rules in the cluster\n([^]*?)\n\n/m.exec(statusText(report))?.[1] ?? '';

  it('says how many are in force, and where', async () => {
    const report = await read([policy('a-b'), binding('a-b'), policy('c'), binding('c')]);
    assert.equal(shown(report), '  ✓  2 in force  in hotels, search');
    assert.deepEqual(report.policies[0], {
      name: `${prefix}.a-b`,
      rule: 'a-b',
      namespaces,
      state: 'in force',
      warnings: [],
    });
    assert.equal(report.well, true);
  });

  it('names one that the stack has deployed, and the cluster has no more', async () => {
    const report = await read([policy('a'), binding('a'), binding('b')], [deployed('a'), deployed('b')]);
    assert.equal(
      shown(report),
      '  ✓  1 in force  in hotels, search\n  ✗  b           missing            in search, hotels',
    );
    assert.equal(report.well, false);
  });

  it('names one that no binding has refuse', async () => {
    const report = await read([policy('a'), policy('b'), binding('b', ['Warn'])]);
    assert.deepEqual(
      report.policies.map(({ state }) => state),
      ['not bound', 'not bound'],
    );
    assert.equal(report.well, false);
  });

  it('tells what the API server finds wrong with the types of one', async () => {
    const warning = {
      fieldRef: 'spec.validations[0].expression',
      warning: 'v1 Pod: ERROR:\n undefined field',
    };
    const report = await read([
      policy('a', { typeChecking: { expressionWarnings: [warning] } }),
      binding('a'),
    ]);
    assert.match(
      shown(report),
      /^ {2}✗ {2}a {2}wrong types: spec\.validations\[0\]\.expression: v1 Pod: ERROR: undefined field {2}in search, hotels$/,
    );
    assert.equal(report.well, false);
  });

  it('says that there are none with the setting off, and is well', async () => {
    const report = await read([]);
    assert.equal(shown(report), '  (none: the setting `admission` is off)');
    assert.equal(report.well, true);
  });

  it('counts those that the API server has loaded itself', async () => {
    const file = configurationFiles(layoutIn(folder())).policies;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ items: [policy('a'), binding('a'), policy('b'), binding('b')] }));
    const report = await read([policy('a'), binding('a')]);
    assert.match(shown(report), /^ {2}✓ {2}2 loaded by the API server itself *$/m);
    assert.deepEqual(report.staticPolicies, [`${prefix}.a`, `${prefix}.b`]);
  });
});
