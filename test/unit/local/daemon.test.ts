import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import {
  endProcesses,
  ensureDaemon,
  logFile,
  runningProcess,
  stopDaemon,
  type Daemon,
  type DaemonFolders,
} from '../../../local/host/daemon';
import { Failure } from '../../../local/host/failure';
import { identify, isAlive } from '../../../local/host/process-table';
import { scratchFolder } from '../../support/unit/local';

describe('a daemon', () => {
  // Registered before scratchFolder removes the folder with the pid file.
  afterEach(() => stopDaemon(folders(), 'etcd', 0));
  const folder = scratchFolder();
  const folders = (): DaemonFolders => ({ run: join(folder(), 'run'), logs: join(folder(), 'logs') });
  const log = (): string => readFileSync(logFile(folders(), 'etcd'), 'utf8');
  const pidFile = (): string => join(folders().run, 'etcd.pid');
  const pid = (): number | undefined => runningProcess(folders(), 'etcd')?.pid;

  /** A daemon that runs a shell script and serves once it has printed `serving`. */
  const daemon = (script = 'echo serving; exec sleep 60', changes: Partial<Daemon> = {}): Daemon => ({
    name: 'etcd',
    command: 'sh',
    args: ['-c', script],
    ready: () => (log().includes('serving') ? Promise.resolve() : Promise.reject(new Error('refused'))),
    ...changes,
  });
  const ensure = (wanted: Daemon, signal?: AbortSignal): Promise<boolean> =>
    ensureDaemon(folders(), wanted, signal);

  it('is started once and not restarted while it runs as described', async () => {
    assert.equal(pid(), undefined);
    assert.equal(await ensure(daemon()), true);
    const first = pid();
    assert.ok(first !== undefined);
    assert.equal(await ensure(daemon()), false);
    assert.equal(pid(), first);
    assert.equal(log(), 'serving\n');
  });

  it('is started again after it was killed', async () => {
    await ensure(daemon());
    const first = runningProcess(folders(), 'etcd');
    assert.ok(first);
    await endProcesses([first], 0);
    assert.equal(pid(), undefined);
    assert.equal(await ensure(daemon()), true);
    assert.notEqual(pid(), first.pid);
  });

  it('is restarted when its arguments, its environment or a configuration file change', async () => {
    const file = join(folder(), 'etcd.yaml');
    writeFileSync(file, 'a: 1\n');
    const configuration = [file];
    await ensure(daemon(undefined, { configuration }));
    const pids = [pid()];
    const restarted = async (changed: Daemon): Promise<void> => {
      assert.equal(await ensure(changed), true);
      assert.equal(await ensure(changed), false);
      pids.push(pid());
    };
    writeFileSync(file, 'a: 2\n');
    await restarted(daemon(undefined, { configuration }));
    await restarted(daemon(undefined, { configuration, env: { LEVEL: 'debug' } }));
    await restarted(daemon('echo serving again; exec sleep 60', { configuration, env: { LEVEL: 'debug' } }));
    assert.equal(new Set(pids).size, 4);
  });

  it('gets the environment of this process and its own variables', async () => {
    await ensure(daemon('echo "$LEVEL $HOME"; echo serving; exec sleep 60', { env: { LEVEL: 'debug' } }));
    assert.match(log(), new RegExp(`^debug ${process.env.HOME ?? ''}\n`));
  });

  it('that exits is reported with the error from its log', async () => {
    const script = 'echo "error: the disk is on fire" >&2; echo "bye"; exit 1';
    await assert.rejects(ensure(daemon(script)), {
      message: 'etcd exited: error: the disk is on fire (see npm run logs etcd)',
    });
    assert.equal(pid(), undefined);
  });

  it('that exits without output is not reported with an error of an earlier run', async () => {
    await assert.rejects(ensure(daemon('echo "error: of old"; exit 1')), { message: /of old/ });
    await assert.rejects(ensure(daemon('exit 1')), {
      message: 'etcd exited: it printed nothing (see npm run logs etcd)',
    });
    assert.match(log(), /of old/);
  });

  it('that cannot be started is reported with the path of its program', async () => {
    const command = join(folder(), 'etcd');
    await assert.rejects(ensure(daemon('', { command })), {
      name: 'Failure',
      message: `etcd cannot be started: ${command} does not exist or is not executable.`,
    });
    assert.ok(!existsSync(pidFile()));
  });

  it('keeps running when the wait for it is aborted, and the next run finds it', async () => {
    const stop = new AbortController();
    const reason = new Failure('stopped by SIGINT');
    const ready = (): Promise<void> => {
      stop.abort(reason);
      return Promise.reject(new Error('not yet'));
    };
    await assert.rejects(ensure(daemon(undefined, { ready }), stop.signal), reason);
    const first = pid();
    assert.ok(first !== undefined);
    assert.equal(await ensure(daemon()), false);
    assert.equal(pid(), first);
  });

  it('is stopped with SIGTERM, and may be stopped twice', async () => {
    await ensure(daemon('trap "echo asked; exit" TERM; echo serving; while :; do sleep 0.01; done'));
    await stopDaemon(folders(), 'etcd');
    await stopDaemon(folders(), 'etcd');
    assert.equal(log(), 'serving\nasked\n');
    assert.equal(pid(), undefined);
    assert.ok(!existsSync(pidFile()));
  });

  it('that ignores SIGTERM is killed', async () => {
    await ensure(daemon('trap "" TERM; echo serving; while :; do sleep 0.01; done'));
    const id = runningProcess(folders(), 'etcd');
    assert.ok(id);
    await stopDaemon(folders(), 'etcd', 30);
    assert.ok(!isAlive(id));
  });

  it('whose process id now belongs to another program counts as stopped, and that program keeps running', async () => {
    const other = spawn('sleep', ['60']);
    try {
      mkdirSync(folders().run);
      writeFileSync(pidFile(), JSON.stringify({ pid: other.pid, started: '1', digest: '' }));
      assert.equal(pid(), undefined);
      await stopDaemon(folders(), 'etcd');
      assert.ok(identify(other.pid!));
      assert.ok(!existsSync(pidFile()));
    } finally {
      other.kill('SIGKILL');
    }
  });

  for (const text of ['', '{"pid":', '{}', 'null']) {
    it(`whose pid file contains ${text === '' ? 'nothing' : text} is started`, async () => {
      mkdirSync(folders().run);
      writeFileSync(pidFile(), text);
      assert.equal(pid(), undefined);
      assert.equal(await ensure(daemon()), true);
    });
  }

  it('starts with a new log when the old one is too large, and one old log is kept', async () => {
    mkdirSync(folders().logs);
    const handle = openSync(logFile(folders(), 'etcd'), 'w');
    ftruncateSync(handle, 11 * 1024 * 1024);
    closeSync(handle);
    await ensure(daemon());
    assert.equal(log(), 'serving\n');
    assert.ok(existsSync(`${logFile(folders(), 'etcd')}.1`));
  });
});
