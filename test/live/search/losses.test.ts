import assert from 'node:assert/strict';

import type { Pod } from '../../support/kubernetes';
import { isServing } from '../../support/live/cluster';
import { eventually } from '../../support/live/conditions';
import { live, onlyWith } from '../../support/live/live';
import {
  assertCameBack,
  assertEveryRequestServed,
  assertNoServerError,
  assertServed,
  observe,
  type Observation,
} from '../../support/live/observe';
import { askedNames, bundledEntries, observable, Search } from './search';

/** How often the container of a pod was started again. */
function restartsOf({ status }: Pod): number {
  return status.containerStatuses?.[0]?.restartCount ?? 0;
}

describe('Replicas of the API search', function () {
  this.timeout(120_000);
  onlyWith('search');
  let search: Search;
  before(async () => {
    search = await Search.of(live.cluster, live.stack.outputs);
    await search.workload.allServing();
  });

  it('deleted one after the other fail no request, and never more than one is missed', async () => {
    const { workload } = search;
    const seen = await observe(observable(search), async () => {
      for (const pod of await workload.podNames()) await workload.losePods([pod]);
    });
    assertEveryRequestServed(seen);
    assertCameBack(seen, 'pod');
    assert.equal(seen.client.digests.length, askedNames.length, 'each name has one answer, whoever gives it');
    const { fewest, changes } = seen.readiness;
    assert.ok(
      fewest >= workload.replicas - 1,
      `${fewest} replicas served at one moment:\n${changes.join('\n')}`,
    );
  });

  it('whose container is told to stop fail no request, and serve again as the same pod', async () => {
    const { seen, exitCode } = await stopContainer('SIGTERM');
    assertEveryRequestServed(seen);
    // Longer than a killed one: it serves on, unready, until no request can reach it any more.
    assertCameBack(seen, 'pod');
    assert.equal(exitCode, 0);
  });

  it('whose container is stopped with SIGKILL serve again as the same pod, and the others meanwhile', async () => {
    const { seen, exitCode } = await stopContainer('SIGKILL');
    // What was sent to it meanwhile gets no answer, since nobody was told before.
    assertNoServerError(seen.client);
    assertCameBack(seen, 'container');
    // Were the others to fail as well, fewer than their share would be served.
    assertServed(seen, 1 - 1 / search.workload.replicas);
    // 128 and the number of the signal.
    assert.equal(exitCode, 128 + 9);
  });

  /** Stops the container of one replica and looks on until all serve again; gives what was seen and how it ended. */
  async function stopContainer(signal: NodeJS.Signals): Promise<{ seen: Observation; exitCode?: number }> {
    const { workload } = search;
    // One that was not stopped before, since the kubelet waits longer before each restart.
    const [before] = (await workload.readPods())
      .filter(isServing)
      .sort((one, other) => restartsOf(one) - restartsOf(other));
    const { name, uid } = before!.metadata;
    const restarts = restartsOf(before!);

    const seen = await observe(observable(search), async () => {
      await signalServer(name, signal);
      await eventually(`${name} has restarted its container`, async () => {
        assert.equal(restartsOf(await workload.readPod(name)), restarts + 1);
      });
      await workload.allServing();
    });

    const { fewest, changes } = seen.readiness;
    assert.ok(fewest >= workload.replicas - 1, changes.join('\n'));
    const { metadata, status } = await workload.readPod(name);
    assert.equal(metadata.uid, uid);
    const expected = bundledEntries().filter(({ API }) => API.includes('Weather'));
    assert.deepEqual(await search.askPod(name, '/Weather'), expected);
    const ended = status.containerStatuses?.[0]?.lastState.terminated;
    return { seen, ...(ended && { exitCode: ended.exitCode }) };
  }

  /** Sends a signal to every process of a container from within, which its pod's shared process namespace allows. */
  async function signalServer(pod: string, signal: NodeJS.Signals): Promise<void> {
    const { cluster, namespace } = search.workload;
    const command = ['python', '-c', `import os, signal; os.kill(-1, signal.${signal})`];
    // The command may be killed with its container, so its status says nothing.
    await cluster.tryKubectl([
      'exec',
      `--namespace=${namespace}`,
      pod,
      '--container=search',
      '--',
      ...command,
    ]);
  }
});
