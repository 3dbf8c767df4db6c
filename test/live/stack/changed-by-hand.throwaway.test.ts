import assert from 'node:assert/strict';

import axios from 'axios';

import { driftText } from '../../../preview/drift-text';
import { differencesOf } from '../../../preview/run';
import { beside } from '../../support/live/beside';
import { eventually } from '../../support/live/conditions';
import { unsharedThrowaway, type Throwaway } from '../../support/live/throwaway';
import { Workload } from '../../support/live/workload';

const deployment = 'deployment/api-search';

interface State {
  readonly deployment: { readonly resources: readonly { readonly type: string }[] };
}

describe('A stack whose objects were changed behind its back', function () {
  this.timeout(180_000);
  let stack: Throwaway;
  before('it is killed while it makes its Deployment', async () => {
    stack = await unsharedThrowaway('search', beside);
    // A repository of its own: other stacks use the same image.
    const registry = String(beside.stack.config['shared-keys:registry']?.value);
    stack.configure({ registry: `${registry}/${stack.namespace}` });
    await stack.pulumi(['config', 'set', '--path', 'shared-keys:search.replicas', '2']);
    await stack.killed(() =>
      eventually('the Deployment is there', async () => assert.equal(await replicas(), 2), 60),
    );
    const deployed = (await state()).deployment.resources.map(({ type }) => type);
    assert.ok(!deployed.includes('kubernetes:apps/v1:Deployment'), 'the state does not have it');
  });

  const state = async (): Promise<State> => JSON.parse(await stack.export()) as State;
  const find = (): Promise<Workload> => Workload.find(beside.cluster, stack.namespace, deployment);
  const scale = (replicas: number): Promise<string> =>
    beside.cluster.kubectl(['scale', deployment, `--replicas=${replicas}`, `--namespace=${stack.namespace}`]);
  const replicas = async (): Promise<number> => (await find()).replicas;
  const pods = async (): Promise<string[]> =>
    (await (await find()).readPods()).map(({ metadata }) => metadata.uid).sort();

  it('is completed by the next `pulumi up` after Pulumi was killed, and its fields have one owner', async () => {
    await stack.up();
    const object = await (await find()).read();
    const managers = object.metadata.managedFields!.filter(({ operation }) => operation === 'Apply');
    assert.deepEqual(
      managers.map(({ manager }) => manager),
      ['shared-keys'],
    );
  });

  it('is set back by an update of something else, although the number of replicas was changed by hand', async () => {
    await scale(1);
    await stack.up({ refreshSeconds: 1800 });
    assert.equal(await replicas(), 2);
  });

  it('says with a refresh what was changed by hand, and sets it back', async () => {
    await scale(1);
    assert.equal(
      driftText('search', await differencesOf(stack.namespace, stack.pulumiOptions)),
      `search: not as deployed
  ✗ Deployment ${stack.namespace}/api-search was changed
      spec.replicas: 1, but 2 was deployed
`,
    );
    assert.match(await stack.up({}, ['--refresh', '--diff']), /~ replicas: 1 => 2/);
    assert.equal(await replicas(), 2);
  });

  it('is missed by `pulumi up` where it was deleted by hand, and made again after a refresh', async () => {
    const service = ['service/api-search', `--namespace=${stack.namespace}`];
    await beside.cluster.kubectl(['delete', ...service]);
    const gone = new RegExp(`error: gone from the cluster: Service ${stack.namespace}/api-search: `);
    await assert.rejects(stack.up(), gone);
    assert.equal(
      driftText('search', await differencesOf(stack.namespace, stack.pulumiOptions)),
      `search: not as deployed\n  ✗ Service ${stack.namespace}/api-search is gone\n`,
    );
    await stack.pulumi(['refresh', '--yes', '--skip-preview']);
    await stack.up();
    await beside.cluster.kubectl(['get', ...service]);
  });

  it('builds and pushes an image again that the registry has lost, and no pod is restarted', async () => {
    const serving = await pods();
    const [, host, repository, digest] = /^([^/]+)\/(.+)@(.+)$/.exec(String(stack.outputs.search?.image))!;
    const manifest = `http://${host}/v2/${repository}/manifests/${digest}`;
    const accept = [
      'application/vnd.oci.image.index.v1+json',
      'application/vnd.oci.image.manifest.v1+json',
    ].join(', ');
    const has = async (): Promise<boolean> =>
      (await axios.head(manifest, { headers: { Accept: accept }, validateStatus: () => true })).status ===
      200;
    assert.equal(await has(), true);
    await axios.delete(manifest);
    assert.equal(await has(), false);
    assert.match(await stack.up(), /~ 1 updated/);
    assert.equal(await has(), true);
    assert.match(await stack.up(), /Resources:\n +\d+ unchanged\n/);
    assert.deepEqual(await pods(), serving);
  });

  it('is taken back after the loss of its state, and no pod is restarted', async () => {
    const serving = await pods();
    const { deployment: lost, ...rest } = await state();
    await stack.pulumi(
      ['stack', 'import'],
      JSON.stringify({ ...rest, deployment: { ...lost, resources: [] } }),
    );
    await stack.up();
    assert.deepEqual(await pods(), serving);
    assert.match(await stack.up({ refreshSeconds: 2000 }), /1 updated/);
  });

  it('leaves the number of replicas to an autoscaler when a setting says so', async () => {
    stack.configure({ autoscaled: ['api-search'] });
    await scale(3);
    await stack.up({ refreshSeconds: 2100 }, ['--refresh']);
    assert.equal(await replicas(), 3);
  });

  it('is made again after its namespace was deleted by hand', async () => {
    await beside.cluster.kubectl(['delete', 'namespace', stack.namespace, '--timeout=60s']);
    const gone = new RegExp(
      `error: gone from the cluster: Namespace ${stack.namespace} and what was in it: `,
    );
    await assert.rejects(stack.up(), gone);
    await stack.pulumi(['refresh', '--yes', '--skip-preview']);
    await stack.up();
    assert.equal((await pods()).length, 2);
  });
});
