import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Linter } from 'eslint';

import { tryRun, type CommandOptions, type Output } from '../../../local/host/command';
import { waitFor } from '../../../local/host/wait';
import { fakeCommand, scratchFolder } from '../../support/unit/local';

const source = join(__dirname, '../../../cli/start.js');

/** Script of a fake `npm ci`: like npm, it first removes all packages. It installs a fake loader `tsx`. */
const installing = `
rm -rf node_modules && mkdir -p node_modules/tsx
echo "require.extensions['.ts'] = require.extensions['.js'];" >node_modules/tsx/cjs.js
echo '{"name":"tsx"}' >node_modules/tsx/package.json`;

/** How to start the entry point. */
interface StartOptions extends Pick<CommandOptions, 'onLine' | 'signal'> {
  /** The version of Node that it sees; the real one by default. */
  readonly version?: string;
  readonly args?: string[];
}

describe('the entry point of every npm script', () => {
  const folder = scratchFolder();
  const calls = (): string[] => {
    const file = join(folder(), 'calls');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  };
  const lock = (): string => join(folder(), '.install.lock');
  /** Runs the entry point in a temporary clone, with a shell script as npm. */
  const start = (npm: string, options: StartOptions = {}): Promise<Output> => {
    const PATH = fakeCommand(folder(), 'npm', `echo "$*" >>${folder()}/calls; ${npm}`);
    const entry = join(folder(), 'cli', 'start.js');
    const { version = process.versions.node, args = ['status', '--all'], ...more } = options;
    const old = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });
      process.argv.splice(1, 0, '${entry}');
      require('${entry}');`;
    return tryRun(process.execPath, ['-e', old, '--', ...args], {
      cwd: folder(),
      env: { ...process.env, PATH, NODE_ENV: 'production' },
      ...more,
    });
  };
  /** Waits until a file exists in the clone. */
  const appears = async (name: string): Promise<void> => {
    await waitFor({ what: name, timeout: 5_000, interval: 10 }, () =>
      existsSync(join(folder(), name)) ? true : undefined,
    );
  };
  /** A process that looks like another run that installs packages. It exits when its standard input is closed. */
  const holder = (): ChildProcess =>
    spawn('sh', ['-c', 'read -r _', 'cli/start.js'], { stdio: ['pipe', 'ignore', 'ignore'] });

  beforeEach(() => {
    mkdirSync(join(folder(), 'cli'));
    copyFileSync(source, join(folder(), 'cli', 'start.js'));
    writeFileSync(join(folder(), 'package-lock.json'), '{}');
    const program = 'exports.main = async (args) => { console.log(args.join()); return 3; };\n';
    writeFileSync(join(folder(), 'cli', 'main.ts'), program);
  });

  it('is written in ECMAScript 5, which any version of Node understands', () => {
    const languageOptions = { ecmaVersion: 5, sourceType: 'commonjs' } as const;
    assert.deepEqual(new Linter().verify(readFileSync(source, 'utf8'), [{ languageOptions }]), []);
  });

  for (const version of ['20.18.3', '18.20.4', '4.9.1', '0.12.18']) {
    it(`refuses Node ${version} as too old in one line, and does nothing else`, async () => {
      assert.deepEqual(await start(installing, { version }), {
        status: 1,
        stdout: '',
        stderr: `error: Node 20.19 or newer is needed, but this is ${version}.`,
      });
      assert.deepEqual(calls(), []);
    });
  }

  it('installs the packages once, and passes on the arguments and the status', async () => {
    for (const version of ['20.19.0', '22.0.0'])
      assert.deepEqual(await start(installing, { version }), {
        status: 3,
        stdout: 'status,--all',
        stderr: version === '20.19.0' ? 'Installing npm packages …' : '',
      });
    assert.equal(calls().length, 1);
    assert.match(calls()[0] ?? '', /^ci --include=dev --ignore-scripts /);
    assert.deepEqual(
      readdirSync(folder()).filter((name) => name.startsWith('.')),
      [],
    );
  });

  it('installs the packages again when the lock file has changed', async () => {
    await start(installing);
    writeFileSync(join(folder(), 'package-lock.json'), '{"changed":true}');
    await start(installing);
    assert.equal(calls().length, 2);
  });

  it('reports in one line that the installation failed, and tries again the next time', async () => {
    const { status, stderr } = await start('echo "npm error network" >&2; exit 7');
    assert.equal(status, 1);
    assert.deepEqual(stderr.split('\n').slice(1), [
      'npm error network',
      'error: npm ci ended with status 7; its messages are above.',
    ]);
    assert.ok(!existsSync(lock()));
    assert.equal((await start(installing)).status, 3);
  });

  it('reports in one line that the installation was stopped', async () => {
    const { status, stderr } = await start('kill -INT $$');
    assert.equal(status, 1);
    assert.match(stderr, /\nerror: npm ci was stopped by SIGINT; run the same command again\.$/);
    assert.ok(!existsSync(lock()));
  });

  it('waits for another run that installs the packages, says so, and then uses them', async () => {
    const wait = `touch ${folder()}/begun; for i in $(seq 100); do [ -e ${folder()}/go ] && break; sleep 0.05; done; ${installing}`;
    const first = start(wait);
    await appears('begun');
    const owner = readFileSync(lock(), 'utf8');
    let said = '';
    const second = start(installing, {
      onLine: (line) => {
        said += line;
        if (line.startsWith('Waiting')) writeFileSync(join(folder(), 'go'), '');
      },
    });
    assert.deepEqual([(await first).status, (await second).status], [3, 3]);
    assert.match(said, new RegExp(`^Waiting for process ${owner}, which is installing [^.]+ …`));
    assert.equal(calls().length, 1);
    assert.ok(!existsSync(lock()));
  });

  it('installs the packages itself when the other run is stopped or killed', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const other = holder();
      try {
        await once(other, 'spawn');
        writeFileSync(lock(), String(other.pid));
        const { status } = await start(installing, {
          onLine: (line) => {
            if (line.startsWith('Waiting')) other.kill(signal);
          },
        });
        assert.equal(status, 3);
        assert.ok(!existsSync(lock()));
        rmSync(join(folder(), 'node_modules'), { recursive: true });
      } finally {
        other.kill('SIGKILL');
      }
    }
    assert.equal(calls().length, 2);
  });

  it('lets only one of several runs take over from a run that was killed', async () => {
    writeFileSync(lock(), String(2 ** 22 + 1));
    const runs = await Promise.all([1, 2, 3, 4].map(() => start(`sleep 0.3; ${installing}`)));
    assert.deepEqual(
      runs.map(({ status }) => status),
      [3, 3, 3, 3],
    );
    assert.equal(calls().length, 1);
  });

  it('is stopped by Ctrl-C while it waits, and keeps the lock of the other run', async () => {
    const other = holder();
    try {
      await once(other, 'spawn');
      writeFileSync(lock(), String(other.pid));
      const waiting = spawn(process.execPath, [join(folder(), 'cli', 'start.js'), 'status']);
      const ended = once(waiting, 'exit');
      assert.match(String(await once(waiting.stderr, 'data')), /^Waiting for process /);
      waiting.kill('SIGINT');
      assert.deepEqual(await ended, [null, 'SIGINT']);
      assert.deepEqual(calls(), []);
      assert.equal(readFileSync(lock(), 'utf8'), String(other.pid));
    } finally {
      other.kill('SIGKILL');
    }
  });

  for (const [what, owner] of [
    ['of a run that was killed', String(2 ** 22 + 1)],
    ['whose process id now belongs to another program', String(process.pid)],
    ['that is empty', ''],
  ] as const) {
    it(`takes over a lock ${what}`, async () => {
      writeFileSync(lock(), owner);
      assert.equal((await start(installing)).status, 3);
      assert.ok(!existsSync(lock()));
    });
  }

  it('reports in one line that packages are damaged, and the next run reinstalls them', async () => {
    await start(installing);
    rmSync(join(folder(), 'node_modules', 'tsx'), { recursive: true });
    const { status, stderr } = await start(installing);
    assert.equal(status, 1);
    assert.equal(
      stderr,
      'error: node_modules is damaged: run the same command again to reinstall the packages.',
    );
    assert.equal((await start(installing)).status, 3);
  });

  it('finishes when nobody reads its output', async () => {
    writeFileSync(
      join(folder(), 'cli', 'main.ts'),
      `exports.main = async () => {
         for (let i = 0; i < 1000; i++) console.log('x'.repeat(1000));
         await new Promise(setImmediate);
         require('fs').writeFileSync('finished', '');
         return 0;
       };\n`,
    );
    await start(installing);
    rmSync(join(folder(), 'finished'));
    const entry = join(folder(), 'cli', 'start.js');
    const { stderr } = await tryRun('sh', ['-c', `"${process.execPath}" "${entry}" up | true`], {
      cwd: folder(),
    });
    assert.equal(stderr, '');
    assert.ok(existsSync(join(folder(), 'finished')));
  });
});
