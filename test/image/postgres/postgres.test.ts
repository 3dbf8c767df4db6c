import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';

import { programsFrom } from '../../support/programs/programs';
import { skip } from '../../support/skip';
import { PostgresBench } from './bench';

const { postgresql: bin } = programsFrom(process.env);

describe('postgres', function () {
  this.timeout(60_000);
  let bench: PostgresBench;
  before(function () {
    if (bin === undefined) skip(this, 'there is no PostgreSQL server');
  });
  beforeEach(async () => {
    bench = await PostgresBench.open(bin!);
  });
  afterEach(() => bench.close());

  /** Runs a statement as the owner of the database, and returns its output. */
  async function ask(statement: string, password = 'first-password'): Promise<string> {
    const { status, stdout, stderr } = await bench.query(statement, password);
    assert.equal(status, 0, stderr);
    return stdout.trim();
  }

  it('creates the database on an empty volume; only its owner can log in, with the password', async () => {
    const server = await bench.serve();
    assert.equal(await ask('SELECT current_user, current_database()'), 'hotels|hotels');
    assert.equal(await ask('SHOW jit'), 'off');
    await ask('CREATE TABLE one (id integer)');
    assert.equal(await ask("SELECT rolsuper FROM pg_roles WHERE rolname = 'hotels'"), 'f');
    for (const [user, database, password] of [
      ['hotels', 'hotels', 'other'],
      ['hotels', 'hotels', ''],
      ['hotels', 'postgres', 'first-password'],
      ['postgres', 'postgres', ''],
    ] as const) {
      const { status, stderr } = await bench.query('SELECT 1', password, user, database);
      assert.notEqual(status, 0, `${user} ${database}`);
      assert.match(stderr, /authentication failed|no pg_hba.conf entry|no password supplied/);
    }
    assert.ok(!server.output.includes('first-password'));
    assert.deepEqual(fs.readdirSync(bench.data).sort(), ['pgdata', 'pgdata.lock']);
  });

  it('keeps the data when it is stopped with a connected client, and when it is killed', async () => {
    const first = await bench.serve();
    assert.ok(first.output.includes('creating a new database cluster'), first.output);
    await ask('CREATE TABLE one (id integer)');
    await ask('INSERT INTO one VALUES (1)');
    const waiting = bench.query('SELECT pg_sleep(600)', 'first-password');
    first.stop();
    assert.equal(await first.ended, 0, first.output);
    assert.notEqual((await waiting).status, 0);

    const second = await bench.serve();
    await ask('INSERT INTO one VALUES (2)');
    second.kill('SIGKILL');
    await second.ended;

    const third = await bench.serve();
    assert.equal(await ask('SELECT count(*) FROM one'), '2');
    assert.ok(!third.output.includes('creating a new database cluster'), third.output);
  });

  it('accepts only the new password after a restart with another one', async () => {
    const first = await bench.serve();
    first.stop();
    await first.ended;
    bench.setPassword('second-password');
    const second = await bench.serve();
    assert.equal(await ask('SELECT 1', 'second-password'), '1');
    assert.notEqual((await bench.query('SELECT 1', 'first-password')).status, 0);
    assert.ok(!second.output.includes('second-password'));
  });

  for (const [moment, path] of [
    ['at the beginning', 'pgdata.making'],
    ['in the middle', 'pgdata.making/global/pg_control'],
    ['near the end', 'pgdata.making/postgresql.conf'],
  ] as const) {
    it(`creates the database again when it was killed ${moment} of the creation`, async () => {
      const killed = bench.start();
      await killed.until(() => fs.existsSync(join(bench.data, path)), `made ${path}`);
      killed.kill('SIGKILL');
      assert.equal(await killed.ended, 'SIGKILL');
      assert.ok(!fs.existsSync(join(bench.data, 'pgdata')), 'an incomplete folder has another name');
      await bench.serve();
      assert.equal(await ask('SELECT 1'), '1');
      assert.deepEqual(fs.readdirSync(bench.data).sort(), ['pgdata', 'pgdata.lock']);
    });
  }

  it('waits for the server of another pod on the same volume, and starts when that server has exited', async () => {
    const first = await bench.serve();
    await ask('CREATE TABLE one (id integer)');
    const second = bench.start();
    await second.said(/waiting for the server of another pod/);
    first.stop();
    assert.equal(await first.ended, 0);
    await second.said(/database system is ready to accept connections/);
    assert.ok(!/lock file|Address already in use/.test(second.output), second.output);
    assert.equal(await ask('SELECT count(*) FROM one'), '0');
  });

  for (const [env, message] of [
    [{ DATA_PATH: '/none' }, /DATA_PATH is \/none: it must be a folder that user \d+ can write to/],
    [{ DB_NAME: 'Hotels;' }, /DB_NAME is Hotels;: it must be lower-case letters, digits and underscores/],
    [{ DB_PASSWORD_FILE: '/none' }, /DB_PASSWORD_FILE is \/none: it must be a readable file/],
    [{ DB_PASSWORD_FILE: undefined }, /DB_PASSWORD_FILE is not set: it must be a readable file/],
    [{ PORT: 'http' }, /PORT is http: it must be a whole number/],
  ] as const) {
    it(`exits with one line about the wrong settings ${JSON.stringify(env)}`, async () => {
      const server = bench.start(env);
      assert.equal(await server.ended, 2);
      const { level, message: said } = JSON.parse(server.output) as { level: string; message: string };
      assert.equal(level, 'error');
      assert.match(said, message);
      assert.deepEqual(fs.readdirSync(bench.data), []);
    });
  }

  it('refuses a password that could end a statement, without showing it', async () => {
    bench.setPassword("x' SUPERUSER");
    const server = bench.start();
    assert.equal(await server.ended, 2);
    assert.match(server.output, /the password in DB_PASSWORD_FILE is not allowed/);
    assert.ok(!server.output.includes('SUPERUSER'));
  });
});
