import assert from 'node:assert/strict';

import { firstHotels, HotelsInstallation, usersHotel } from './hotels';
import { beside } from '../../support/live/beside';
import { assertEveryRequestServed, observe } from '../../support/live/observe';
import { throwaway, type Throwaway } from '../../support/live/throwaway';

describe('The hotels of a new stack', function () {
  this.timeout(180_000);
  let stack: Throwaway;
  let hotels: HotelsInstallation;
  before(async () => {
    stack = await throwaway('hotels', beside);
    hotels = await HotelsInstallation.of(beside.cluster, stack.outputs);
  });

  it("are exactly the 17 of the first migration, by the document's own check", async () => {
    const found = await hotels.askedFromTheFrontend();
    assert.equal(found.length, 17);
    assert.deepEqual(found, firstHotels);
  });

  it('keep what a user adds when the pod is lost and when it is deployed again', async () => {
    const { status, data } = await hotels.add(usersHotel);
    assert.deepEqual([status, data], [201, { ...usersHotel, id: data.id }]);
    const list = await hotels.list();
    assert.ok(list.includes(usersHotel.slug));
    await hotels.pods.losePods(await hotels.pods.podNames());
    await hotels.listed(list);

    const seen = await observe(
      { client: () => hotels.client(), watch: () => hotels.pods.watch() },
      async () => {
        await hotels.pods.kubectl(['rollout', 'restart', hotels.pods.workload]);
        await hotels.pods.rolledOut();
      },
    );
    assertEveryRequestServed(seen);
    assert.equal(seen.client.digests.length, 1, 'every answer was the same list');
    assert.equal(await hotels.list(), list);
    assert.match(await hotels.migrationLog(), /nothing to do/);
    assert.equal((await hotels.remove(data.id)).status, 204);
  });
});
