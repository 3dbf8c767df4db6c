import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { eventually } from '../../support/live/conditions';
import { assertNotEvicted, evict } from '../../support/live/eviction';
import { ifInterrupted } from '../../support/live/interruption';
import { live, onlyWith } from '../../support/live/live';
import { observeCreation } from '../../support/live/observe';
import { projectFolder } from '../../support/live/pulumi';

/** The command of the documents by which the cryptoserver leaves a node; the first of its page that drains one. */
function documentedDrain(node: string): string[] {
  const page = readFileSync(join(projectFolder, 'docs', 'operations.md'), 'utf8');
  const command = /^kubectl (drain NODE .*)$/m.exec(page)?.[1];
  assert.ok(command, 'docs/operations.md says how to drain a node');
  return [...command.replace('NODE', node).split(' '), '--timeout=60s'];
}

describe('The node of the cryptoserver', function () {
  this.timeout(240_000);
  onlyWith('cryptoserver');

  it('is drained by the documented command, and the same keys are served as soon as pods can start again', async () => {
    const { installation, cluster } = live;
    const keys = await installation.keys();
    const before = await installation.readPods();
    const node = before[0]!.spec.nodeName;
    assert.ok(node, 'the pods have a node');
    const uncordon = ['uncordon', node];
    const done = ifInterrupted(() => spawnSync('kubectl', cluster.kubectlArguments(uncordon)));

    await observeCreation(installation, async () => {
      try {
        // What a plain drain does: the successor of the first evicted pod can start nowhere, so the next one has to stay.
        await cluster.kubectl(['cordon', node]);
        const [kept, ...others] = installation.pods as [string, ...string[]];
        const evicted = others.at(-1)!;
        assert.equal((await evict(installation, evicted)).status, 201);
        await eventually(`the successor of ${evicted} has no node`, async () => {
          const { metadata, status } = await installation.readPod(evicted);
          assert.ok(before.every((pod) => pod.metadata.uid !== metadata.uid));
          const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
          assert.equal(scheduled?.status, 'False');
        });
        await assertNotEvicted(installation, kept);

        await cluster.kubectl(documentedDrain(node));
        const left = (await installation.readPods()).filter(({ spec }) => spec.nodeName === node);
        assert.deepEqual(left, [], 'no pod is left on the node');
      } finally {
        await cluster.kubectl(uncordon);
        done();
      }
      await installation.allServing(before);
    });
    assert.equal(await installation.keys(), keys);
  });
});
