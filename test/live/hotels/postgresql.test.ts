import assert from 'node:assert/strict';

import { assertRestricted } from '../../support/restricted';
import { firstHotels, HotelsInstallation, usersHotel } from './hotels';
import { live } from '../../support/live/live';
import { throwaway, type Throwaway } from '../../support/live/throwaway';
import { Workload } from '../../support/live/workload';

describe('The hotels on PostgreSQL', function () {
  this.timeout(240_000);
  let stack: Throwaway;
  let hotels: HotelsInstallation;
  let server: Workload;
  before(async () => {
    stack = await throwaway('hotels', live);
    await stack.up({ database: 'postgresql' });
    hotels = await HotelsInstallation.of(live.cluster, stack.outputs);
    server = await Workload.find(
      live.cluster,
      stack.namespace,
      `statefulset/${stack.outputs.hotels!.databaseStatefulSet!}`,
    );
  });
  after(() => stack.up({ database: undefined }));

  it('are the same 17, and survive the loss of the server and of the pod with what a user added', async () => {
    assert.deepEqual(await hotels.askedFromTheFrontend(), firstHotels);
    const { status } = await hotels.add(usersHotel);
    assert.equal(status, 201);
    const list = await hotels.list();

    // The pod stays, and finds the next server by itself.
    const [pod] = await hotels.pods.podNames();
    await server.losePods(await server.podNames());
    await hotels.listed(list);
    // Whether it is ready again by now or not: what is served before its probe knows of the next server is right too.
    const left = await hotels.pods.readPods();
    assert.deepEqual(
      left.map(({ metadata }) => metadata.name),
      [pod],
    );

    await Promise.all([
      server.losePods(await server.podNames(), true),
      hotels.pods.losePods(await hotels.pods.podNames(), true),
    ]);
    await hotels.listed(list);
    await hotels.pods.allServing();
    assert.match(await hotels.migrationLog(), /nothing to do/);
  });

  it('run hardened, and their password is in no log and in no output', async () => {
    for (const { spec } of [...(await server.readPods()), ...(await hotels.pods.readPods())]) {
      assertRestricted(spec);
    }
    const [pod] = await server.podNames();
    const file = '/run/secrets/hotels-database/password';
    const password = await server.exec(pod!, 'postgresql', ['cat', file]);
    assert.match(password, /^[A-Za-z0-9]{32}$/);
    const [page] = await hotels.pods.podNames();
    const logs = await Promise.all([
      server.logs(pod!, 'postgresql'),
      hotels.pods.logs(page!, 'migrations'),
      hotels.pods.logs(page!, 'backend'),
    ]);
    for (const text of [...logs, JSON.stringify(stack.outputs)]) assert.ok(!text.includes(password));
  });
});
