import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';

import { freePort } from '../../support/free-port';
import {
  assertCreatorGone,
  digestOf,
  expectEnd,
  keysOf,
  maker,
  making,
  script,
  ScriptBench,
  until,
} from './run-script';

/** Like `create` of the published image: makes the keys in 100 ms, then listens. With DEAF it ignores SIGTERM. */
const publishedMaker = [
  process.execPath,
  '-e',
  `const fs = require('node:fs');
   const { DATA_PATH, PORT, DEAF } = process.env;
   console.log('creator ' + process.pid);
   if (DEAF) process.on('SIGTERM', () => {});
   let made = 0;
   const timer = setInterval(() => {
     fs.appendFileSync(DATA_PATH + '/keys.txt', 'key-' + ++made + ' published\\n');
     if (made < 5) return;
     clearInterval(timer);
     require('node:net').createServer().listen(Number(PORT));
   }, 20);`,
];

const endless = ['/bin/sh', '-c', 'echo "creator $$"; exec sleep 600'];
const second = { POD_NAME: 'cryptoserver-1' };

describe('cryptoserver.sh', () => {
  let bench: ScriptBench;
  beforeEach(async () => {
    bench = await ScriptBench.open();
  });
  afterEach(() => bench.close());

  it('has no text that Kubernetes would expand in a command', () => {
    assert.doesNotMatch(script, /\$\$|\$\([\w.-]+\)/);
  });

  it('makes the keys once, readable by the group, and then keeps them', async () => {
    await bench.prepare(/published .*\n.*\n.*recorded the digest/);
    bench.volume.assertSettled();
    assert.equal(fs.statSync(bench.volume.keys).mode & 0o777, 0o640);
    await bench.prepare(/as recorded/, { CREATOR: 'two' });
    await bench.prepare(/as recorded/, { CREATOR: 'two', POD_NAME: 'cryptoserver-2' });
    bench.volume.assertSettled();
    assert.equal(bench.volume.read(), keysOf('one'));
  });

  it('stops a create command that starts to serve, and never shows unfinished keys', async () => {
    const run = bench.start('prepare', publishedMaker);
    const seen = new Set<string | undefined>();
    const { child } = run;
    await until(() => {
      seen.add(bench.volume.read());
      return child.exitCode !== null;
    });
    await expectEnd(run, 0, /recorded the digest/);
    assert.deepEqual([...seen], [undefined, keysOf('published')]);
    bench.volume.assertSettled();
    assertCreatorGone(run);
  });

  it('kills a create command that ignores SIGTERM', async () => {
    const hasty = bench.replace(['sleep'], '"$real" 0.01');
    const run = bench.start('prepare', publishedMaker, { DEAF: 'yes', ...hasty });
    await expectEnd(run, 0, /recorded the digest/);
    bench.volume.assertSettled();
    assertCreatorGone(run);
  });

  it('lets the other replicas wait for the first, which they log every ten seconds', async () => {
    const mark = join(bench.folder, 'ran');
    const hasty = bench.replace(['sleep'], '"$real" 0.01');
    const other = bench.start('prepare', ['touch', mark], { ...second, ...hasty, PATIENCE: '99999' });
    await until(() => /waiting for the first replica to make (.|\n)*, 20 s so far/.test(other.output));
    await bench.prepare(/published/);
    await expectEnd(other, 0, /keys\.txt is as (recorded|its creator has noted)/);
    assert.ok(!fs.existsSync(mark));
  });

  it('makes the keys in another replica when no creator shows a sign of life', async () => {
    const hasty = bench.replace(['sleep'], '"$real" 0.01');
    const other = { ...second, ...hasty, PATIENCE: '20' };
    await bench.prepare(/no replica has shown .* for 20 s: this one does\n(.|\n)*recorded the digest/, other);
    bench.volume.assertSettled();
    await bench.prepare(/as recorded/, { CREATOR: 'two' });
    assert.equal(bench.volume.read(), keysOf('one'));
  });

  it('waits on for a creator that shows a sign of life, however long it takes', async () => {
    const mark = join(bench.folder, 'ran');
    const first = bench.start('prepare', [
      '/bin/sh',
      '-c',
      `until [ -e ${mark} ]; do sleep 0.1; done; ${making}`,
    ]);
    await until(() => bench.volume.names().some((name) => name.startsWith('.keys.')));
    const stage = join(bench.volume.path, bench.volume.names()[0]!);
    const hasty = bench.replace(['sleep'], '"$real" 0.02');
    const other = bench.start('prepare', ['false'], { ...second, ...hasty, PATIENCE: '50' });
    let signs = 0;
    const signsUntil = (condition: () => boolean): Promise<void> =>
      until(() => {
        if (condition()) return true;
        fs.writeFileSync(join(stage, 'alive'), String((signs += 1)));
        return false;
      });
    await signsUntil(() => other.output.includes(' 80 s so far'));
    fs.writeFileSync(mark, '');
    // To publish may take a busy disk longer than the other one waits here.
    await signsUntil(() => bench.volume.read() !== undefined);
    for (const run of [first, other]) await expectEnd(run, 0, /keys\.txt/);
    assert.doesNotMatch(other.output, /this one does/);
    bench.volume.assertSettled();
  });

  it('shows a sign of life while it makes the keys', async () => {
    const hasty = bench.replace(['sleep'], '"$real" 0.01');
    bench.start('prepare', ['/bin/sh', '-c', 'while :; do sleep 1; done'], hasty);
    const seen = new Set<string>();
    await until(() => {
      const [stage] = bench.volume.names();
      const sign = stage === undefined ? undefined : join(bench.volume.path, stage, 'alive');
      if (sign !== undefined && fs.existsSync(sign)) seen.add(fs.readFileSync(sign, 'utf8'));
      return seen.has('0\n') && seen.has('25\n');
    });
  });

  it('makes one file when two creators finish at the same moment', async () => {
    const done = (creator: string): string => `"${join(bench.folder, creator)}.done"`;
    const together = `${making}
      : >${done('$CREATOR')}
      until [ -e ${done('a')} ] && [ -e ${done('b')} ]; do sleep 0.01; done`;
    const begin = (CREATOR: string, port: number) =>
      bench.start('prepare', ['/bin/sh', '-c', together], { CREATOR, PORT: String(port) });
    const runs = [begin('a', await freePort()), begin('b', await freePort())];
    for (const run of runs) await expectEnd(run, 0, /keys/);
    bench.volume.assertSettled();
    assert.equal(runs.filter((run) => run.output.includes('keys: published')).length, 1);
  });

  const faster = {
    'at the last moment': '',
    'and swept the files away': 'rm -rf "$DATA_PATH"',
    'and made this one fail': 'exit 1',
    'while this one still works': 'exec sleep 600',
  };
  for (const [when, then] of Object.entries(faster)) {
    it(`accepts the keys of another creator that finishes first, ${when}`, async () => {
      const command = `echo "creator $$"\n${making}\nmkdir "$OTHER/.keys.faster"
        sed s/one/other/ "$DATA_PATH/keys.txt" >"$OTHER/.keys.faster/copy"
        sha256sum <"$OTHER/.keys.faster/copy" >"$OTHER/.keys.faster/record"
        mv "$OTHER/.keys.faster/copy" "$OTHER/keys.txt"\n${then}`;
      const run = bench.start('prepare', ['/bin/sh', '-c', command], { OTHER: bench.volume.path });
      await expectEnd(run, 0, /recorded the digest/);
      bench.volume.assertSettled();
      assert.equal(bench.volume.read(), keysOf('other'));
      assertCreatorGone(run);
    });
  }

  it('accepts keys without a record by their digest in a setting, and only the first replica records them', async () => {
    fs.writeFileSync(bench.volume.keys, keysOf('adopted'));
    const pinned = { KEYS_DIGEST: digestOf(keysOf('adopted')) };
    await bench.prepare(/as cryptoserver\.keysDigest says/, { ...second, ...pinned });
    assert.deepEqual(bench.volume.names(), ['keys.txt']);
    await bench.prepare(/as cryptoserver\.keysDigest says.*\n.*recorded the digest/, pinned);
    bench.volume.assertSettled();
    assert.equal(bench.volume.read(), keysOf('adopted'));
  });

  it('accepts keys whose record is written by the command that it names', async () => {
    fs.writeFileSync(bench.volume.keys, keysOf('adopted'));
    const refused = bench.start('prepare', maker);
    await expectEnd(refused, 1, /has no record/);
    const command = /write its record: (.*)$/m.exec(refused.output)?.[1] ?? 'false';
    execFileSync('/bin/sh', ['-c', command], { cwd: bench.volume.path });
    await bench.prepare(/as recorded/);
    bench.volume.assertSettled();
  });

  it('lets only the first replica remove the files of killed creators', async () => {
    await bench.prepare(/published/);
    const left = join(bench.volume.path, '.keys.A1b2C3');
    fs.mkdirSync(left);
    fs.writeFileSync(join(left, 'keys.txt'), 'key-1 half');
    await bench.prepare(/as recorded/, second);
    assert.ok(fs.existsSync(left));
    await bench.prepare(/as recorded/);
    bench.volume.assertSettled();
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`exits at once on ${signal}, with its creator, and leaves no file behind`, async () => {
      // With a poll interval of ten minutes, the script exits in time only if the signal interrupts it.
      const patient = bench.replace(['sleep'], 'exec "$real" 600 >/dev/null 2>&1');
      const run = bench.start('prepare', endless, patient);
      await until(() => run.output.includes('creator '));
      run.child.kill(signal);
      await expectEnd(run, 143, /making/);
      assertCreatorGone(run);
      assert.deepEqual(bench.volume.names(), []);
    });

    it(`exits at once on ${signal} while it waits`, async () => {
      const patient = bench.replace(['sleep'], 'exec "$real" 600 >/dev/null 2>&1');
      const run = bench.start('prepare', maker, { ...second, ...patient });
      await until(() => run.output.includes('waiting'));
      run.child.kill(signal);
      await expectEnd(run, 143, /waiting/);
    });
  }

  it('becomes the server after it has verified the keys', async () => {
    await bench.prepare(/published/);
    const run = bench.start('serve', ['/bin/sh', '-c', 'echo "server $$"; exit 7']);
    await expectEnd(run, 7, new RegExp(`as recorded\nserver ${run.child.pid!}\n`));
  });

  it('does not start a server without keys', async () => {
    const run = bench.start('serve', ['echo', 'started']);
    await expectEnd(run, 1, /there is no .*keys\.txt: .*init container/);
    assert.doesNotMatch(run.output, /started/);
  });
});
