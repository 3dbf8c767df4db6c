import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { digestOf, expectEnd, keysOf, maker, making, ScriptBench, type Volume } from './run-script';

const second = { POD_NAME: 'cryptoserver-1' };

describe('cryptoserver.sh in case of faults', () => {
  let bench: ScriptBench;
  beforeEach(async () => {
    bench = await ScriptBench.open();
  });
  afterEach(() => bench.close());

  it('recovers when it is killed at any step', async () => {
    const tools = ['mktemp', 'sync', 'ln', 'sha256sum', 'rm'];
    const counting = bench.replace(
      tools,
      `read -r n <"$STEPS"; n=$((n + 1)); echo "$n" >"$STEPS"
       [ "\${CRASH:-}" != "before step $n" ] || kill -9 0
       "$real" "$@"; status=$?
       [ "\${CRASH:-}" != "after step $n" ] || kill -9 0
       exit "$status"`,
    );
    const steps = (volume: Volume): string => `${volume.path}.steps`;
    const counted = (volume: Volume): NodeJS.ProcessEnv => {
      fs.writeFileSync(steps(volume), '0\n');
      return { ...counting, STEPS: steps(volume), DATA_PATH: volume.path };
    };

    await bench.prepare(/published/, counted(bench.volume));
    const last = Number(fs.readFileSync(steps(bench.volume), 'utf8'));
    assert.ok(last > tools.length, `every tool is used: ${last} steps`);
    const crashes = [1, 2, 3, 4, 5].map((n) => `at key ${n}`);
    for (let n = 1; n <= last; n++) crashes.push(`before step ${n}`, `after step ${n}`);

    await fourAtOnce(crashes, async (crash) => {
      const volume = bench.newVolume(crash);
      const killed = bench.start('prepare', maker, { ...counted(volume), CRASH: crash });
      assert.equal(await killed.ended, 'SIGKILL', `${crash}: ${killed.output}`);
      const found = volume.read();

      const again = bench.start('prepare', maker, { DATA_PATH: volume.path, CREATOR: 'two' });
      assert.equal(await again.ended, 0, `${crash}: ${again.output}`);
      volume.assertSettled(crash);
      assert.equal(volume.read(), found ?? keysOf('two'), crash);
    });
  });

  const damages: Record<string, [damage: (volume: Volume) => void, said: RegExp]> = {
    empty: [
      ({ keys }) => {
        fs.truncateSync(keys);
      },
      /keys\.txt is empty; restore it from a backup: it is never replaced/,
    ],
    truncated: [
      ({ keys }) => {
        fs.truncateSync(keys, 20);
      },
      /altered or cut short; restore it from a backup: it is never replaced/,
    ],
    altered: [
      ({ keys }) => {
        fs.writeFileSync(keys, keysOf('forged'));
      },
      /altered or cut short; restore it from a backup: it is never replaced/,
    ],
    'a directory': [
      ({ keys }) => {
        fs.rmSync(keys);
        fs.mkdirSync(keys);
      },
      /not a regular file; restore it/,
    ],
    'a dangling link': [
      ({ keys }) => {
        fs.rmSync(keys);
        fs.symlinkSync('gone', keys);
      },
      /not a regular file; restore it/,
    ],
    missing: [
      ({ keys }) => {
        fs.rmSync(keys);
      },
      /made once and is gone.*restore it from a backup/,
    ],
    'next to a damaged record': [
      ({ record }) => {
        fs.writeFileSync(record, 'x\n');
      },
      /keys\.txt\.sha256 is damaged; if .*keys\.txt is right, write its record: sha256sum/,
    ],
    'without the record of before': [
      ({ record }) => {
        fs.rmSync(record);
      },
      /keys\.txt has no record, so nobody knows whether it was altered; if .* is right, write its record: sha256sum/,
    ],
    'altered, and without the record of before': [
      ({ keys, record }) => {
        fs.writeFileSync(keys, keysOf('forged'));
        fs.rmSync(record);
      },
      /keys\.txt has no record/,
    ],
  };
  for (const [state, [damage, said]] of Object.entries(damages)) {
    it(`reports keys that are ${state}, and changes nothing`, async () => {
      const { volume } = bench;
      await bench.prepare(/published/);
      damage(volume);
      const before = snapshot(volume);
      const command = ['touch', join(bench.folder, 'ran')];
      await expectEnd(bench.start('prepare', command), 1, said);
      await expectEnd(bench.start('prepare', command, second), 1, said);
      await expectEnd(bench.start('serve', command), 1, said);
      assert.deepEqual(snapshot(volume), before);
      assert.ok(!fs.existsSync(join(bench.folder, 'ran')));
    });
  }

  it('reports keys that are altered with their record, by their digest in a setting', async () => {
    const { volume } = bench;
    await bench.prepare(/published/);
    const pinned = { KEYS_DIGEST: digestOf(keysOf('one')) };
    await bench.prepare(/as recorded/, pinned);
    fs.writeFileSync(volume.keys, keysOf('forged'));
    fs.writeFileSync(volume.record, `${digestOf(keysOf('forged'))}  keys.txt\n`);
    const before = snapshot(volume);
    const said = /keys\.txt is not the file that cryptoserver\.keysDigest names; restore it/;
    await expectEnd(bench.start('prepare', maker, pinned), 1, said);
    await expectEnd(bench.start('prepare', maker, { ...pinned, ...second }), 1, said);
    await expectEnd(bench.start('serve', maker, pinned), 1, said);
    assert.deepEqual(snapshot(volume), before);
  });

  it('makes no keys when their digest is in a setting, and reports that they are gone', async () => {
    const pinned = { KEYS_DIGEST: digestOf(keysOf('one')) };
    const said =
      /there is no .*keys\.txt, and cryptoserver\.keysDigest says that it was made; restore it .*, or remove/;
    for (const env of [pinned, { ...pinned, ...second }])
      await expectEnd(bench.start('prepare', maker, env), 1, said);
    assert.deepEqual(bench.volume.names(), []);
  });

  it('is not harmed by a stop between the keys and their record', async () => {
    const stopping = bench.replace(['ln'], '"$real" "$@"; status=$?; kill -TERM "$PPID"; exit "$status"');
    await expectEnd(bench.start('prepare', maker, stopping), 143, /making/);
    assert.equal(bench.volume.read(), keysOf('one'));
    assert.ok(!fs.existsSync(bench.volume.record));
    await bench.prepare(/is as its creator has noted/, second);
    await bench.prepare(/is as its creator has noted.*\n.*recorded the digest/, { CREATOR: 'two' });
    bench.volume.assertSettled();
    assert.equal(bench.volume.read(), keysOf('one'));
  });

  it('reports an empty file without a record', async () => {
    fs.writeFileSync(bench.volume.keys, '');
    await expectEnd(bench.start('prepare', maker), 1, /keys\.txt is empty/);
    assert.deepEqual(bench.volume.names(), ['keys.txt']);
  });

  const failures: Record<string, [command: string[], said: RegExp]> = {
    fails: [
      ['/bin/sh', '-c', `${making}; exit 3`],
      /create command ended with status 3: nothing was published/,
    ],
    'does not exist': [['/no/such/command'], /create command ended with status 127/],
    'makes no file': [['true'], /left no keys\.txt, or an empty one: nothing was published/],
    'makes an empty file': [
      ['/bin/sh', '-c', ': >"$DATA_PATH/keys.txt"'],
      /left no keys\.txt, or an empty one/,
    ],
  };
  for (const [what, [command, said]] of Object.entries(failures)) {
    it(`reports a create command that ${what}, and leaves no file behind`, async () => {
      await expectEnd(bench.start('prepare', command), 1, said);
      assert.deepEqual(bench.volume.names(), []);
    });
  }

  it('reports a file system without hard links', async () => {
    const env = bench.replace(['ln'], 'exit 1');
    await expectEnd(bench.start('prepare', maker, env), 1, /must support hard links/);
    assert.deepEqual(bench.volume.names(), []);
  });

  for (const host of ['127.0.0.1', '::']) {
    it(`reports a port that is in use on ${host}, and makes no keys`, async () => {
      const server = createServer().listen(Number(bench.port), host);
      await once(server, 'listening');
      try {
        await expectEnd(bench.start('prepare', maker), 1, new RegExp(`port ${bench.port} is in use`));
      } finally {
        server.close();
      }
      assert.deepEqual(bench.volume.names(), []);
    });
  }

  const prepare = (setting: string, value: string | undefined, said: RegExp): Mistake => {
    return ['prepare', ['true'], { [setting]: value }, said];
  };
  const mistakes: Mistake[] = [
    ['make', ['true'], {}, /mode is 'make': it must be prepare or serve/],
    ['prepare', [], {}, /arguments are a mode, prepare or serve, and a command/],
    ['serve', ['true'], { DATA_PATH: 'data' }, /DATA_PATH is 'data': it must be an absolute path/],
    prepare('DATA_PATH', undefined, /DATA_PATH is '': it must be an absolute path/),
    prepare('DATA_PATH', '/no/such', /'\/no\/such', which is not a directory/),
    ...[undefined, '', 'cryptoserver', 'cryptoserver-', 'cryptoserver-0b'].map((name) =>
      prepare('POD_NAME', name, /POD_NAME is '.*': it must end in a dash and an ordinal/),
    ),
    ...['0', '080', '65536', '-1', 'http', '8 0', '100000'].map((port) =>
      prepare('PORT', port, /PORT is '.+': it must be from 1 to 65535/),
    ),
    ...['PATIENCE', 'CREATE_SECONDS', 'MINIMUM_KEYS'].flatMap((name) =>
      ['0', '5 s', '100000'].map((value) =>
        prepare(name, value, new RegExp(`${name} is '${value}': it must be from 1 to 99999`)),
      ),
    ),
  ];
  for (const [mode, command, env, said] of mistakes) {
    const settings = Object.entries(env).map(([name, value]) => ` with ${name} ${value ?? 'unset'}`);
    it(`refuses "${[mode, ...command].join(' ')}"${settings.join('')}`, async () => {
      await expectEnd(bench.start(mode, command, env), 1, said);
      assert.deepEqual(bench.volume.names(), []);
    });
  }
});

type Mistake = [mode: string, command: string[], env: NodeJS.ProcessEnv, said: RegExp];

/** The properties of all files that change when a file is replaced or written to. */
function snapshot(volume: Volume): unknown[] {
  return volume.names().map((name) => {
    const { ino, size, mtimeMs } = fs.lstatSync(join(volume.path, name));
    return [name, ino, size, mtimeMs];
  });
}

/** Processes all items, four at a time: the machine may have few cores. */
async function fourAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}
