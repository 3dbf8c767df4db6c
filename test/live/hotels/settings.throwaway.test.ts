import assert from 'node:assert/strict';

import { HotelsInstallation, usersHotel } from './hotels';
import { beside } from '../../support/live/beside';
import { throwaway, type Throwaway } from '../../support/live/throwaway';

describe('A change of the settings of the hotels', function () {
  this.timeout(240_000);
  let stack: Throwaway;
  let hotels: HotelsInstallation;
  let added: number;
  let list: string;
  before(async () => {
    stack = await throwaway('hotels', beside);
    hotels = await HotelsInstallation.of(beside.cluster, stack.outputs);
    const { status, data } = await hotels.add(usersHotel);
    assert.equal(status, 201);
    added = data.id;
    list = await hotels.list();
  });
  after(async () => {
    await stack.up({ dbTable: undefined, rolloutSeconds: undefined });
    await hotels.pods.allServing();
    // They were in the same file all the while.
    assert.equal(await hotels.list(), list);
    assert.equal((await hotels.remove(added)).status, 204);
  });

  it('rolls the pod: another table is migrated before it serves', async () => {
    const before = stack.outputs.hotels!.settings;
    const pods = await hotels.pods.podNames();
    await stack.up({ dbTable: 'inns' });
    await hotels.pods.allServing();
    assert.notEqual(stack.outputs.hotels!.settings, before, 'it has another ConfigMap');
    assert.notDeepEqual(await hotels.pods.podNames(), pods);
    assert.match(await hotels.migrationLog(), /applied 0001/);
    assert.equal((await hotels.askedFromTheFrontend()).length, 17);
  });

  it('that no migration can follow makes `pulumi up` fail soon, while every request is served as before', async () => {
    const [pod] = await hotels.pods.podNames();
    const before = await hotels.list();
    const table = 'import sqlite3; sqlite3.connect("/data/hotels.db").execute("CREATE TABLE taken (id)")';
    await hotels.pods.exec(pod!, 'backend', ['python', '-c', table]);
    const client = hotels.client();
    const started = Date.now();
    try {
      await client.answered();
      await assert.rejects(stack.up({ dbTable: 'taken', rolloutSeconds: 10 }), (error: Error) => {
        assert.match(error.message, /ProgressDeadlineExceeded.*\n[^]*\[migrations\]/);
        return true;
      });
    } finally {
      await client.stop();
    }
    assert.ok(Date.now() - started < 60_000, `it took ${Date.now() - started} ms`);
    const { statuses, errors, digests } = await client.stop();
    assert.deepEqual(errors, []);
    assert.deepEqual(Object.keys(statuses), ['200'], JSON.stringify(statuses));
    assert.equal(digests.length, 1, 'every answer was the same list');
    assert.equal(await hotels.list(), before);
    assert.deepEqual(await hotels.pods.podNames(), [pod]);
  });
});
