import assert from 'node:assert/strict';

import type { Pod } from '../../support/kubernetes';
import { eventually } from '../../support/live/conditions';
import { assertMadeWell, logged, startOver } from './creation';
import type { Installation } from './installation';
import { beside } from '../../support/live/beside';
import { observeCreation } from '../../support/live/observe';
import { throwaway } from '../../support/live/throwaway';

/** The moments at which a creator is killed before it has all keys, by what it has logged, and how. */
const deaths: readonly (readonly [moment: string, logged: RegExp, kill: Kill])[] = [
  ['has only started', /keys: making/, killProcesses],
  ['has made one key', /generated key 1 of 5/, deletePod],
  ['has made three keys', /generated key 3 of 5/, killProcesses],
];
/** The last creator is deleted when it has made the last key: it may just have published them, and others found them. */
const lastKey = /generated key 5 of 5/;

type Kill = (installation: Installation, creator: Pod) => Promise<void>;

describe('Replica 0, killed while it makes the keys', function () {
  this.timeout(240_000);
  let installation: Installation;
  before(async () => {
    ({ installation } = await throwaway('cryptoserver', beside));
  });

  it('leaves no half-made keys to anyone, whenever it is, and its successor makes them', async () => {
    const [creator, ...waiting] = installation.pods as [string, ...string[]];
    await startOver(installation);
    await observeCreation(installation, async () => {
      for (const [moment, said, kill] of deaths) {
        await logged(installation, creator, said);
        await kill(installation, await installation.readPod(creator));
        // Whoever waits, waits on: it was never told of keys, complete or not.
        for (const pod of waiting) {
          const log = await logged(installation, pod, /^keys: waiting for the first replica/);
          assert.doesNotMatch(log, /recorded|accepted/, moment);
        }
      }
      await logged(installation, creator, lastKey);
      await deletePod(installation, await installation.readPod(creator));
      await assertMadeWell(installation, { makerMayBeGone: true });
    });
    for (const pod of waiting) {
      const log = await installation.creationLog(pod);
      assert.match(log, /^keys: waiting for the first replica/, pod);
      assert.doesNotMatch(log, /making|published/, pod);
    }
  });
});

/** Kills what the container runs, as the kernel does when memory is short, and waits until it runs anew. */
async function killProcesses(installation: Installation, { metadata, status }: Pod): Promise<void> {
  const restarts = status.initContainerStatuses?.[0]?.restartCount ?? 0;
  await installation.inPod(metadata.name, 'kill -KILL -1', 'keys');
  await eventually(`${metadata.name} starts its creator again`, async () => {
    const pod = await installation.readPod(metadata.name);
    const [keys] = pod.status.initContainerStatuses!;
    assert.equal(keys?.restartCount, restarts + 1);
    assert.match(keys.lastState.terminated?.message ?? '', /ended with status 137: nothing was published/);
  });
}

/** Deletes the pod without waiting for its end, and waits until there is another. */
async function deletePod(installation: Installation, { metadata }: Pod): Promise<void> {
  await installation.kubectl(['delete', 'pod', metadata.name, '--grace-period=0', '--force']);
  await eventually(`there is another ${metadata.name}`, async () => {
    const successor = await installation.readPod(metadata.name);
    assert.notEqual(successor.metadata.uid, metadata.uid);
  });
}
