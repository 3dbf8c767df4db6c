import assert from 'node:assert/strict';

import type { Installation } from './installation';
import { live, onlyWith } from '../../support/live/live';
import { assertNoRequestFailed, assertPromisedServed, observe } from '../../support/live/observe';

/** What `kubectl rollout restart` changes in the pod template. */
const restartedAt = 'kubectl.kubernetes.io/restartedAt';

describe('A rolling restart', function () {
  this.timeout(300_000);
  onlyWith('cryptoserver');

  it('and its undoing fail no request, leave two replicas serving all the time, and keep the keys', async () => {
    const { installation } = live;
    const keys = await installation.keys();
    const found = (await installation.read()).spec.template.metadata.annotations?.[restartedAt];
    const before = await installation.readPods();

    const seen = await observe(installation, async () => {
      try {
        await installation.kubectl(['rollout', 'restart', installation.workload]);
        await installation.rolledOut();
        await installation.allServing(before);
        assert.equal(await installation.keys(), keys);
      } finally {
        // Back to the template as it was, so that the stack is left as it was found: one more rollout.
        await annotate(installation, found ?? null);
        await installation.rolledOut();
      }
    });

    assertNoRequestFailed(seen, keys);
    assertPromisedServed(seen.readiness, installation);
    assert.equal(await installation.keys(), keys);
  });
});

/** Gives the template's annotation a value; `null` removes it. */
function annotate(installation: Installation, value: string | null): Promise<string> {
  const patch = { spec: { template: { metadata: { annotations: { [restartedAt]: value } } } } };
  const args = ['patch', installation.workload, '--type=merge', `--patch=${JSON.stringify(patch)}`];
  return installation.kubectl(args);
}
