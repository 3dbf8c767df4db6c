import assert from 'node:assert/strict';

import { isServing } from '../../support/live/cluster';
import { eventually } from '../../support/live/conditions';
import { assertMadeWell, createSibling, logged, startOver } from './creation';
import type { Installation } from './installation';
import { beside } from '../../support/live/beside';
import { observeCreation } from '../../support/live/observe';
import { throwaway } from '../../support/live/throwaway';

/** A pod of its own that takes itself for a replica 0, as one does whose deletion was forced while it ran. */
const rival = 'rival-0';

describe('Two replicas 0 at once', function () {
  this.timeout(180_000);
  let installation: Installation;
  before(async () => {
    ({ installation } = await throwaway('cryptoserver', beside));
  });
  afterEach(() =>
    installation.kubectl(['delete', 'pod', rival, '--ignore-not-found', '--grace-period=0', '--force']),
  );

  it('give one keys file, and both serve it', async () => {
    const creator = installation.pods[0]!;
    await startOver(installation);
    await observeCreation(installation, async () => {
      await createSibling(installation, rival);
      await Promise.all([creator, rival].map((pod) => logged(installation, pod, /keys: making/)));

      const keys = await assertMadeWell(installation, { rivals: [rival] });
      await eventually(`${rival} serves`, async () => {
        assert.ok(isServing(await installation.readPod(rival)));
      });
      const answer = await installation.keysOf(rival);
      assert.deepEqual([answer.status, answer.data], [200, keys]);

      for (const pod of [creator, rival]) {
        const [status] = (await installation.readPod(pod)).status.initContainerStatuses!;
        assert.deepEqual([status?.state.terminated?.exitCode, status?.restartCount], [0, 0], pod);
      }
    }, [rival]);
  });
});
