import assert from 'node:assert/strict';

import { firstHotels, HotelsInstallation } from './hotels';
import { live, onlyWith } from '../../support/live/live';

describe('The hotels', function () {
  this.timeout(60_000);
  onlyWith('hotels');
  let hotels: HotelsInstallation;
  before(async () => {
    hotels = await HotelsInstallation.of(live.cluster, live.stack.outputs);
  });

  it("answer the document's own check with the hotels of the first migration", async () => {
    const slugs = new Set((await hotels.askedFromTheFrontend()).map(({ slug }) => slug));
    // A user may have added or edited some, but those are not removed unless a user did so.
    const missing = firstHotels.filter(({ slug }) => !slugs.has(slug));
    assert.deepEqual(missing, []);
  });

  it('are the same through the page as from the backend', async () => {
    assert.deepEqual(JSON.parse(await hotels.list()), await hotels.askedFromTheFrontend());
  });

  it('were migrated before either container started', async () => {
    for (const { metadata, status } of await hotels.pods.readPods()) {
      const finished = Date.parse(status.initContainerStatuses![0]!.state.terminated!.finishedAt!);
      const containers = status.containerStatuses!;
      assert.deepEqual(containers.map(({ name }) => name).sort(), ['backend', 'frontend']);
      for (const { name, state } of containers) {
        assert.ok(Date.parse(state.running!.startedAt!) >= finished, `${name} of ${metadata.name}`);
      }
    }
  });
});
