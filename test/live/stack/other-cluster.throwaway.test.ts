import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { beside } from '../../support/live/beside';
import { throwaway, type Throwaway } from '../../support/live/throwaway';
import { Workload } from '../../support/live/workload';
import { FakeCluster } from '../../support/unit/fake-cluster';

describe('A stack that is reached by another kubeconfig', function () {
  this.timeout(180_000);
  let stack: Throwaway;
  let serving: string[];
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
    stack = await throwaway('search', beside);
    // The tests before it may have left a rollout behind.
    const search = await Workload.find(beside.cluster, stack.namespace, 'deployment/api-search');
    await search.rolledOut();
    await search.allServing();
    serving = await pods();
  });
  afterEach('all pods are the same', async () => assert.deepEqual(await pods(), serving));
  after(async () => {
    useOwnKubeconfig();
    stack.configure({ newCluster: undefined });
    await stack.up();
    rmSync(folder, { recursive: true });
  });

  const useOwnKubeconfig = (): void => {
    stack.useKubeconfig(process.env.KUBECONFIG);
    stack.configure({ context: beside.stack.config['shared-keys:context']?.value });
  };
  const pods = async (): Promise<string[]> => {
    const search = await Workload.find(beside.cluster, stack.namespace, 'deployment/api-search');
    return (await search.readPods()).map(({ metadata }) => metadata.uid).sort();
  };

  it('has nothing to change when the context has another name, in another file of a list', async () => {
    const moved = join(folder, 'moved');
    const own = await beside.cluster.kubectl(['config', 'view', '--raw', '--minify', '--flatten']);
    writeFileSync(moved, own, { mode: 0o600 });
    const current = (
      await beside.cluster.kubectl([`--kubeconfig=${moved}`, 'config', 'current-context'])
    ).trim();
    await beside.cluster.kubectl([`--kubeconfig=${moved}`, 'config', 'rename-context', current, 'renamed']);
    writeFileSync(join(folder, 'empty'), '');
    stack.useKubeconfig([join(folder, 'missing'), join(folder, 'empty'), moved].join(delimiter));
    stack.configure({ context: 'renamed' });
    assert.match(
      await stack.up(),
      /~ +pulumi:providers:kubernetes cluster updated[^]*~ 1 updated\n +\d+ unchanged/,
    );
    const state = await stack.export();
    for (const path of [folder, process.env.KUBECONFIG ?? folder]) assert.ok(!state.includes(path), path);
    assert.ok(!state.includes('certificate'), 'no kubeconfig is in the state');
  });

  it('is refused in another cluster by `pulumi up` and by `pulumi destroy --run-program`', async () => {
    const other = await FakeCluster.start('another-cluster');
    try {
      stack.useKubeconfig(other.kubeconfig);
      stack.configure({ context: undefined });
      const refused =
        /error: the current kubeconfig context leads to another cluster .*another-cluster.*`newCluster`/;
      await assert.rejects(stack.up(), refused);
      const destroy = ['destroy', '--yes', '--skip-preview', '--run-program'];
      await assert.rejects(stack.pulumi(destroy), refused);
    } finally {
      await other.stop();
    }
  });

  it('is told by `newCluster` that it is elsewhere, which deletes and makes nothing', async () => {
    useOwnKubeconfig();
    const id = (await beside.cluster.read<{ metadata: { uid: string } }>('/api/v1/namespaces/kube-system'))
      .metadata.uid;
    await stack.pulumi(['stack', 'import'], (await stack.export()).replaceAll(id, 'the-old-cluster'));
    await assert.rejects(stack.up(), /it was the-old-cluster/);
    stack.configure({ newCluster: true });
    assert.match(await stack.up(), /Resources:\n +~ 1 updated\n +\d+ unchanged\n/);
  });
});
