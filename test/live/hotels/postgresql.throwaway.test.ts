import assert from 'node:assert/strict';

import { assertRestricted } from '../../support/restricted';
import { firstHotels, HotelsInstallation, migrationsOf, usersHotel } from './hotels';
import { eventually } from '../../support/live/conditions';
import { assertHardened } from '../../support/live/hardening';
import { beside } from '../../support/live/beside';
import { assertEveryRequestServed, observe } from '../../support/live/observe';
import { throwaway, type Throwaway } from '../../support/live/throwaway';
import { Workload } from '../../support/live/workload';

/** The number of the lock that a migration holds, as `images/hotels-backend/hotels_backend/migration.py` has it. */
const migrationLock = 7_403_118;

describe('The hotels on PostgreSQL, of two replicas', function () {
  this.timeout(240_000);
  let stack: Throwaway;
  let hotels: HotelsInstallation;
  let server: Workload;
  before(async () => {
    stack = await throwaway('hotels', beside);
    await stack.up({ database: 'postgresql', replicas: 2 });
    hotels = await HotelsInstallation.of(beside.cluster, stack.outputs);
    server = await Workload.find(
      beside.cluster,
      stack.namespace,
      `statefulset/${stack.outputs.hotels!.databaseStatefulSet!}`,
    );
  });
  after(() => stack.up({ database: undefined, replicas: undefined }));

  it('are the same 17, and survive the loss of the server and of all pods with what a user added', async () => {
    assert.deepEqual(await hotels.askedFromTheFrontend(), firstHotels);
    const { status } = await hotels.add(usersHotel);
    assert.equal(status, 201);
    const list = await hotels.list();

    // The pods stay, and find the next server by themselves.
    const pods = await hotels.pods.podNames();
    await server.losePods(await server.podNames());
    await hotels.listed(list);
    // Whether ready again by now or not: what is served before the probes know of the next server is right too.
    const left = await hotels.pods.readPods();
    assert.deepEqual(left.map(({ metadata }) => metadata.name).sort(), pods.sort());

    await Promise.all([server.losePods(await server.podNames(), true), hotels.pods.losePods(pods, true)]);
    await hotels.listed(list);
    await hotels.pods.allServing();
    assert.match(await hotels.migrationLog(), /nothing to do/);
  });

  it('are the same from both replicas, and one of them can be lost without a failed request', async () => {
    const list = await hotels.list();
    const pods = await hotels.pods.podNames();
    assert.equal(pods.length, 2);
    for (const pod of pods) assert.equal(await listOf(pod), list, pod);
    const seen = await observe({ client: () => hotels.client(), watch: () => hotels.pods.watch() }, () =>
      hotels.pods.losePods([pods[0]!]),
    );
    assertEveryRequestServed(seen);
    assert.equal(seen.client.digests.length, 1, 'every answer was the same list');
    assert.ok(seen.readiness.fewest >= 1, seen.readiness.changes.join('\n'));
    for (const pod of await hotels.pods.podNames()) assert.equal(await listOf(pod), list, pod);
  });

  it('are migrated by one pod at a time: of two that start at once one has to, and the other finds it done', async () => {
    const before = await hotels.pods.readPods();
    const names = before.map(({ metadata }) => metadata.name);
    // As a migration that takes long: this session holds the lock, so that both migrations are there before either goes on.
    const holding = psql(`SELECT pg_advisory_lock(${migrationLock}), pg_sleep(120)`);
    holding.catch(() => undefined); // It is ended below, which is an error to it.
    try {
      await eventually('the lock is held', async () => {
        const held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted";
        assert.equal(await psql(held), '1');
      });
      await psql('DROP TABLE hotels, alembic_version_hotels');
      await hotels.pods.kubectl(['delete', 'pods', ...names, '--grace-period=0', '--force']);
      await eventually('both migrations ask for the lock', async () => {
        const asking = "usename = 'hotels' AND query LIKE '%pg_try_advisory_xact_lock%'";
        assert.equal(await psql(`SELECT count(*) FROM pg_stat_activity WHERE ${asking}`), '2');
      });
      assert.equal(await psql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), '0');
    } finally {
      await psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(120)'");
    }

    await hotels.pods.allServing(before);
    const pods = await hotels.pods.podNames();
    for (const pod of pods) {
      const { restartCount, state } = await migrationsOf(hotels.pods, pod);
      assert.deepEqual([state.terminated?.exitCode, restartCount], [0, 0], pod);
      assert.deepEqual(JSON.parse(await listOf(pod)), firstHotels, pod);
    }
    const logs = await Promise.all(pods.map((pod) => hotels.pods.logs(pod, 'migrations')));
    assert.equal(logs.filter((log) => log.includes('applied 0001')).length, 1, logs.join('\n'));
    assert.equal(logs.filter((log) => log.includes('nothing to do')).length, 1, logs.join('\n'));
  });

  it('run hardened, and their password is in no log, no output and not in the state', async () => {
    for (const workload of [server, hotels.pods]) {
      for (const pod of await workload.readPods()) {
        assertRestricted(pod.spec);
        assert.deepEqual(await assertHardened(workload, pod), []);
      }
    }
    const [pod] = await server.podNames();
    const file = '/run/secrets/hotels-database/password';
    const password = await server.exec(pod!, 'postgresql', ['cat', file]);
    assert.match(password, /^[A-Za-z0-9]{32}$/);
    const [page] = await hotels.pods.podNames();
    const places: Readonly<Record<string, readonly [text: string, holds: RegExp]>> = {
      'log of the server': [await server.logs(pod!, 'postgresql'), /ready to accept connections/],
      'log of the migrations': [await hotels.pods.logs(page!, 'migrations'), /nothing to do|applied 0001/],
      'log of the backend': [await hotels.pods.logs(page!, 'backend'), /listening/],
      outputs: [JSON.stringify(stack.outputs), /databaseStatefulSet/],
      state: [await stack.export(), /random:index\/randomPassword:RandomPassword/],
    };
    for (const [place, [text, holds]] of Object.entries(places)) {
      assert.match(text, holds, place);
      // Not by `doesNotMatch`: its message would print the password.
      for (const form of [password, Buffer.from(password).toString('base64').replace(/=+$/, '')]) {
        assert.ok(!text.includes(form), `the ${place} shows it`);
      }
    }
  });

  /** The hotels as one pod gives them by itself, through its page. */
  async function listOf(pod: string): Promise<string> {
    const { containers } = (await hotels.pods.readPod(pod)).spec;
    const port = containers.find(({ name }) => name === 'frontend')?.ports?.[0]?.containerPort;
    assert.ok(port !== undefined, 'the page has a port');
    const { status, data } = await beside.cluster.askPod(stack.namespace, pod, port, '/api/hotels');
    assert.equal(status, 200, data);
    return data;
  }

  /** Has the server run a statement, as its administrator; gives what it printed, without anything around. */
  async function psql(statement: string): Promise<string> {
    const [pod] = await server.podNames();
    const options = ['--no-psqlrc', '--tuples-only', '--no-align', '--host=/run/postgresql'];
    const who = ['--username=postgres', '--dbname=hotels', `--command=${statement}`];
    return (await server.exec(pod!, 'postgresql', ['psql', ...options, ...who])).trim();
  }
});
