import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { deployStack } from '../../../components/stack';
import type { System } from '../../../components/system';
import { FakeCluster } from '../../support/unit/fake-cluster';
import { Recording } from '../../support/unit/recording';

/** A system of one namespace. */
const system: System = { name: 'empty', settings: {}, deploy: () => ({ urls: {}, objects: {} }) };

/** An object as the state and the cluster have it. */
function object(kind: string, name: string, fields: object = { 'f:spec': {} }): object {
  const managedFields = [{ manager: 'shared-keys', operation: 'Apply', fieldsV1: fields }];
  return {
    apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
    kind,
    __fieldManager: 'shared-keys',
    metadata: {
      name,
      uid: `uid-of-${name}`,
      managedFields,
      ...(kind === 'Namespace' ? {} : { namespace: 'empty' }),
    },
  };
}

const paths = {
  namespace: '/api/v1/namespaces/empty',
  service: '/api/v1/namespaces/empty/services/web',
  deployment: '/apis/apps/v1/namespaces/empty/deployments/api-search',
};

describe('the objects of a stack', () => {
  let cluster: FakeCluster;
  let warnings: string[];
  beforeEach(async () => {
    cluster = await FakeCluster.start('the-cluster');
    const core = [
      { name: 'namespaces', kind: 'Namespace' },
      { name: 'services', kind: 'Service' },
    ];
    const apps = [
      { name: 'deployments/scale', kind: 'Deployment' },
      { name: 'deployments', kind: 'Deployment' },
    ];
    cluster.objects.set('/api/v1', { resources: core });
    cluster.objects.set('/apis/apps/v1', { resources: apps });
    cluster.objects.set(paths.namespace, object('Namespace', 'empty'));
    cluster.objects.set(paths.service, object('Service', 'web'));
    cluster.objects.set(paths.deployment, object('Deployment', 'api-search'));
  });
  afterEach(() => {
    pulumi.runtime.setAllConfig({});
    return cluster.stop();
  });

  /** Runs the program of a stack that has been deployed. */
  async function deploy({ preview = false, config = {}, identifier = 'the-cluster' } = {}): Promise<void> {
    warnings = [];
    const recording = new Recording();
    const resources = [
      { type: 'pulumi:providers:kubernetes', name: 'cluster', outputs: { clusterIdentifier: identifier } },
      { type: 'kubernetes:core/v1:Namespace', name: 'empty', outputs: object('Namespace', 'empty') },
      { type: 'kubernetes:core/v1:Service', name: 'web', outputs: object('Service', 'web') },
      { type: 'kubernetes:apps/v1:Deployment', name: 'app', outputs: object('Deployment', 'api-search') },
    ];
    recording.last = Object.fromEntries(
      resources.map(({ type, name, outputs }) => [
        `urn:pulumi:test::shared-keys::${type}::${name}`,
        { type, outputs },
      ]),
    );
    await recording.start(preview);
    pulumi.runtime.setAllConfig({ 'shared-keys:registry': 'localhost:5000', ...config });
    const { warn } = pulumi.log;
    Object.assign(pulumi.log, { warn: (message: string) => Promise.resolve(warnings.push(message)) });
    try {
      await deployStack([system], cluster.environment);
      await pulumi.runtime.disconnect();
    } finally {
      Object.assign(pulumi.log, { warn });
    }
  }

  it('are compared with the cluster, and nothing is said when all are as deployed', async () => {
    await deploy();
    assert.deepEqual(warnings, []);
    for (const path of Object.values(paths)) assert.ok(cluster.asked.includes(path), path);
  });

  it('are missed by an update, which names them and changes nothing', async () => {
    cluster.objects.delete(paths.service);
    await assert.rejects(deploy(), /^Error: gone from the cluster: Service empty\/web: run `pulumi refresh`/);
  });

  it('are named with their namespace when all of it is gone', async () => {
    for (const path of Object.values(paths)) cluster.objects.delete(path);
    await assert.rejects(deploy(), /gone from the cluster: Namespace empty and what was in it: run/);
  });

  it('are missed by a preview, which shows the rest', async () => {
    cluster.objects.delete(paths.service);
    await deploy({ preview: true });
    assert.match(warnings.join('\n'), /^gone from the cluster: Service empty\/web: .*$/);
  });

  const changed: Readonly<Record<string, object>> = {
    'who lost a field to somebody else': object('Deployment', 'api-search', {}),
    'that somebody made anew': {
      ...object('Deployment', 'api-search'),
      metadata: { ...(object('Deployment', 'api-search') as { metadata: object }).metadata, uid: 'another' },
    },
  };
  for (const [what, live] of Object.entries(changed))
    it(`are told by an update as changed by hand: one ${what}`, async () => {
      cluster.objects.set(paths.deployment, live);
      await deploy();
      assert.deepEqual(warnings, [
        'changed by hand: Deployment empty/api-search: `pulumi up --refresh` sets it back',
      ]);
    });

  it('are not told as changed by hand when an autoscaler counts their replicas', async () => {
    cluster.objects.set(paths.deployment, object('Deployment', 'api-search', {}));
    await deploy({ config: { 'shared-keys:autoscaled': '["api-search"]' } });
    assert.deepEqual(warnings, []);
  });

  it('are not missed in a new cluster', async () => {
    cluster.objects.delete(paths.service);
    await deploy({ identifier: 'the-old-one', config: { 'shared-keys:newCluster': 'true' } });
    assert.deepEqual(warnings, []);
  });
});
