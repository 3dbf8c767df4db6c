import assert from 'node:assert/strict';

import { live, onlyWith } from '../../support/live/live';
import {
  assertCameBack,
  assertNoRequestFailed,
  assertNoServerError,
  assertOnlyTheseKeys,
  assertPromisedServed,
  assertServed,
  observe,
} from '../../support/live/observe';

describe('Losing pods', function () {
  this.timeout(180_000);
  onlyWith('cryptoserver');

  it('one after the other fails no request, and leaves two replicas serving all the time', async () => {
    const { installation } = live;
    const keys = await installation.keys();
    const seen = await observe(installation, async () => {
      for (const pod of installation.pods) await installation.losePods([pod]);
    });
    assertNoRequestFailed(seen, keys);
    assertCameBack(seen, 'pod');
    assertPromisedServed(seen.readiness, installation);
    await assertSameKeys(keys);
  });

  it('one after the other by force gives no server error and no other keys', async () => {
    const { installation } = live;
    const keys = await installation.keys();
    const seen = await observe(installation, async () => {
      for (const pod of installation.pods) await installation.losePods([pod], true);
    });
    // Nobody tells a killed server to end its requests, so a connection to it may break.
    assertOnlyTheseKeys(seen.client, keys);
    assertServed(seen, 0.9);
    assertCameBack(seen, 'pod');
    assertPromisedServed(seen.readiness, installation);
    await assertSameKeys(keys);
  });

  for (const force of [false, true]) {
    it(`all at once${force ? ' by force' : ''} gives no server error, and the same keys again`, async () => {
      const { installation } = live;
      const keys = await installation.keys();
      const seen = await observe(installation, () => installation.losePods(installation.pods, force));
      // Meanwhile nobody serves, so connections are refused.
      assertNoServerError(seen.client);
      assertOnlyTheseKeys(seen.client, keys);
      assertServed(seen, 1 / 4);
      assertCameBack(seen, 'all');
      await assertSameKeys(keys);
    });
  }
});

async function assertSameKeys(keys: string): Promise<void> {
  assert.equal(await live.installation.keys(), keys);
}
