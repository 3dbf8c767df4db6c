import { strict as assert } from 'node:assert';
import * as fs from 'node:fs';
import { join } from 'node:path';

import { request } from '../../support/http-client';
import { expectEnd, ScriptBench, until } from '../../unit/cryptoserver/run-script';
import { compileFileserver, FileserverBench, programIn } from './bench';

const made = /^(key-[1-5] [0-9a-f]{64}\n){5}$/;

describe('fileserver create', () => {
  let build: string, bench: FileserverBench;
  before(() => {
    build = compileFileserver();
  });
  after(() => {
    fs.rmSync(build, { recursive: true });
  });
  beforeEach(() => {
    bench = new FileserverBench(build);
  });
  afterEach(() => bench.close());

  it('makes five keys, logs their names without their values, and serves them', async () => {
    const server = bench.start(['create']);
    const response = await request(await server.port(), 'GET', '/keys');
    assert.equal(response.status, 200);
    assert.match(response.data, made);
    assert.equal(response.data, fs.readFileSync(bench.keys, 'utf8'));
    assert.equal(new Set(response.data.match(/[0-9a-f]{64}/g)).size, 5);
    assert.equal(fs.statSync(bench.keys).mode & 0o777, 0o640);
    assert.deepEqual(fs.readdirSync(bench.data), ['keys.txt']);
    for (let n = 1; n <= 5; n++) await server.said(new RegExp(`^generated key ${n} of 5$`));
    assert.doesNotMatch(server.output, /[0-9a-f]{64}/);
  });

  it('takes KEYS_SECONDS to make the keys, and does not listen before it has made them', async () => {
    const server = bench.start(['create'], { KEYS_SECONDS: '0.5' });
    await server.port();
    const times = server
      .log()
      .filter(({ message }) => /^generated|^listening/.test(message))
      .map(({ time }) => Date.parse(time));
    assert.equal(times.length, 6);
    // A timer can fire a millisecond early; how late depends on the machine.
    for (let n = 1; n < 5; n++) assert.ok(times[n]! - times[n - 1]! >= 95, times.join());
    assert.ok(times[5]! >= times[4]!);
  });

  it('refuses to replace an existing file, even an empty one', async () => {
    for (const existing of ['key-1 mine\n', '']) {
      fs.writeFileSync(bench.keys, existing);
      const { ino, mtimeMs } = fs.statSync(bench.keys);
      await bench.start(['create']).expectEnd(1, /^\/.*keys\.txt exists already and is never replaced/);
      assert.equal(fs.readFileSync(bench.keys, 'utf8'), existing);
      assert.deepEqual([fs.statSync(bench.keys).ino, fs.statSync(bench.keys).mtimeMs], [ino, mtimeMs]);
    }
  });

  it('publishes one file when two creators run at once', async () => {
    const both = [1, 2].map(() => bench.start(['create'], { KEYS_SECONDS: '0.3' }));
    // The first to finish then serves; the other one exits.
    const loser = await Promise.race(both.map((server) => server.ended.then(() => server)));
    await loser.expectEnd(1, /keys\.txt exists already/);
    const winner = both.find((server) => server !== loser)!;
    const published = fs.readFileSync(bench.keys, 'utf8');
    assert.match(published, made);
    assert.equal((await request(await winner.port(), 'GET', '/keys')).data, published);
    assert.deepEqual(fs.readdirSync(bench.data), ['keys.txt']);
  });

  for (const [signal, status] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    it(`removes its temporary file on ${signal}`, async () => {
      const server = bench.start(['create'], { KEYS_SECONDS: '3600' });
      await until(() => fs.readdirSync(bench.data).length > 0);
      server.kill(signal);
      await server.expectEnd(status, /^interrupted while making the keys: none were published$/m);
      assert.deepEqual(fs.readdirSync(bench.data), []);
    });
  }

  it('leaves no keys.txt behind when it is killed, and can create it afterwards', async () => {
    const server = bench.start(['create'], { KEYS_SECONDS: '2' });
    await server.said(/^generated key 1/);
    server.kill('SIGKILL');
    assert.equal(await server.ended, 'SIGKILL');
    assert.ok(!fs.existsSync(bench.keys));
    await bench.start(['create']).port();
    assert.match(fs.readFileSync(bench.keys, 'utf8'), made);
  });

  it('reports why it cannot write the file', async () => {
    await bench
      .start(['create'], { DATA_PATH: join(bench.data, 'none') })
      .expectEnd(1, /^ENOENT: no such file or directory/);
  });

  it('does not replace a file that another process creates while it makes the keys', async () => {
    const server = bench.start(['create'], { KEYS_SECONDS: '1' });
    await server.said(/^generated key 1/);
    fs.writeFileSync(bench.keys, 'faster');
    await server.expectEnd(1, /keys\.txt exists already and is never replaced/);
    assert.equal(fs.readFileSync(bench.keys, 'utf8'), 'faster');
    assert.deepEqual(fs.readdirSync(bench.data), ['keys.txt']);
  });

  it('works with the script of the deployment', async () => {
    const script = await ScriptBench.open();
    try {
      const command = [process.execPath, programIn(build)];
      const env = { HOST: '127.0.0.1', KEYS_SECONDS: '0.1' };
      await script.prepare(/generated key 5(.|\n)*"stopped"(.|\n)*recorded the digest/, env, [
        ...command,
        'create',
      ]);
      script.volume.assertSettled();
      const server = script.start('serve', command, env);
      await until(() => server.output.includes('"listening"'));
      assert.equal((await request(Number(script.port), 'GET', '/keys')).data, script.volume.read());
      server.child.kill('SIGTERM');
      await expectEnd(server, 0, /"stopped"/);
    } finally {
      await script.close();
    }
  });
});
