import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { Failure, messageOf, PermanentFailure } from './failure';
import { identify, isAlive, type ProcessId } from './process-table';
import { waitFor } from './wait';

/** A long-running process of the local cluster. */
export interface Daemon {
  /** Its name in `npm run status` and `npm run logs`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Variables added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Configuration files: the daemon is restarted when one of them changes. */
  readonly configuration?: readonly string[];
  /** Throws while the daemon does not serve yet. */
  readonly ready: () => Promise<void>;
}

/** The folders for the process ids and the logs of daemons. */
export interface DaemonFolders {
  readonly run: string;
  readonly logs: string;
}

interface PidFile extends ProcessId {
  /** Digest of the command, arguments, environment and configuration that it was started with. */
  readonly digest: string;
}

/** A log larger than this, in bytes, is rotated at the next start; one old log is kept. */
const LOG_LIMIT = 10 * 1024 * 1024;
/** How many bytes at the end of a log are searched for the error. */
const TAIL_LIMIT = 64 * 1024;
const READY_TIMEOUT_MS = 60_000;
/** How long a daemon may take to exit after SIGTERM. */
const STOP_GRACE_MS = 10_000;

function pidFile(folders: DaemonFolders, name: string): string {
  return join(folders.run, `${name}.pid`);
}

/** The log file of a daemon. */
export function logFile(folders: DaemonFolders, name: string): string {
  return join(folders.logs, `${name}.log`);
}

function readPid(folders: DaemonFolders, name: string): PidFile | undefined {
  try {
    return JSON.parse(readFileSync(pidFile(folders, name), 'utf8')) as PidFile;
  } catch {
    return undefined;
  }
}

/** The running process of a daemon; undefined when it does not run. */
export function runningProcess(folders: DaemonFolders, name: string): ProcessId | undefined {
  const id = readPid(folders, name);
  return id && isAlive(id) ? id : undefined;
}

function digestOf(daemon: Daemon): string {
  const hash = createHash('sha256').update(JSON.stringify([daemon.command, daemon.args, daemon.env ?? {}]));
  for (const file of daemon.configuration ?? []) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * Starts a daemon and waits until it serves. A daemon that already runs is restarted only when its command,
 * environment or configuration has changed.
 *
 * @returns whether the daemon was started or restarted.
 * @throws {@link Failure} when it exits, with an error from its log, or does not serve within 60 s.
 */
export async function ensureDaemon(
  folders: DaemonFolders,
  daemon: Daemon,
  signal?: AbortSignal,
): Promise<boolean> {
  const digest = digestOf(daemon);
  const recorded = readPid(folders, daemon.name);
  let id: ProcessId | undefined = recorded && isAlive(recorded) ? recorded : undefined;
  const fresh = id === undefined || recorded?.digest !== digest;
  let from = 0;
  if (fresh) {
    if (id) await stopDaemon(folders, daemon.name);
    signal?.throwIfAborted();
    from = openLog(folders, daemon.name);
    id = start(folders, daemon, digest);
  }
  const process = id;
  await waitFor(
    { what: `${daemon.name} serves`, timeout: READY_TIMEOUT_MS, ...(signal && { signal }) },
    async () => {
      if (!process || !isAlive(process))
        throw new PermanentFailure(`${daemon.name} exited: ${lastError(folders, daemon.name, from)}`);
      await daemon.ready();
      return true;
    },
  );
  return fresh;
}

/** Rotates a large log; returns the offset in the log at which the messages of the next start begin. */
function openLog(folders: DaemonFolders, name: string): number {
  mkdirSync(folders.logs, { recursive: true, mode: 0o700 });
  const log = logFile(folders, name);
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LOG_LIMIT) return size;
  renameSync(log, `${log}.1`);
  return 0;
}

/** Starts the daemon; returns undefined when it has already exited. */
function start(folders: DaemonFolders, daemon: Daemon, digest: string): ProcessId | undefined {
  mkdirSync(folders.run, { recursive: true, mode: 0o700 });
  const output = openSync(logFile(folders, daemon.name), 'a', 0o600);
  let pid: number | undefined;
  try {
    const child = spawn(daemon.command, daemon.args, {
      cwd: '/',
      // A new session: neither Ctrl-C nor closing the terminal stops the daemon.
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...process.env, ...daemon.env },
    });
    child.on('error', () => undefined); // Reported below: the process id is missing.
    child.unref();
    pid = child.pid;
  } catch (error) {
    // Such as a truncated binary.
    throw new Failure(`${daemon.name} cannot be started: ${messageOf(error)}`, { cause: error });
  } finally {
    closeSync(output);
  }
  if (pid === undefined)
    throw new Failure(
      `${daemon.name} cannot be started: ${daemon.command} does not exist or is not executable.`,
    );
  const id = identify(pid);
  try {
    if (id) writeFileSync(pidFile(folders, daemon.name), JSON.stringify({ ...id, digest }), { mode: 0o600 });
  } catch (error) {
    process.kill(pid, 'SIGKILL'); // Without a pid file, nothing could stop it later.
    throw error;
  }
  return id;
}

/**
 * Stops a daemon with SIGTERM, and with SIGKILL after the grace period.
 *
 * @param grace - in milliseconds; 10 s by default.
 * @throws {@link Failure} when it still runs 10 s after SIGKILL.
 */
export async function stopDaemon(folders: DaemonFolders, name: string, grace = STOP_GRACE_MS): Promise<void> {
  const id = readPid(folders, name);
  if (id) await endProcesses([id], grace);
  rmSync(pidFile(folders, name), { force: true });
}

/**
 * Stops processes with SIGTERM, and with SIGKILL those that still run after the grace period.
 *
 * @param grace - in milliseconds.
 * @throws {@link Failure} when some still run 10 s after SIGKILL.
 */
export async function endProcesses(ids: readonly ProcessId[], grace: number): Promise<void> {
  const left = (): ProcessId[] => ids.filter(isAlive);
  for (const [signal, timeout] of [
    ['SIGTERM', grace],
    ['SIGKILL', STOP_GRACE_MS],
  ] as const) {
    for (const { pid } of left()) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has exited in the meantime.
      }
    }
    try {
      await waitFor({ what: 'processes exit', timeout, interval: 20 }, () =>
        left().length === 0 ? true : undefined,
      );
      return;
    } catch (error) {
      if (signal === 'SIGTERM') continue;
      const pids = left().map(({ pid }) => pid);
      throw new Failure(`Processes ${pids.join(', ')} are still running after SIGKILL.`, { cause: error });
    }
  }
}

/** The last line of the log that looks like an error, or the last line, from an offset on. */
function lastError(folders: DaemonFolders, name: string, from: number): string {
  const lines = tail(logFile(folders, name), from).trim().split('\n').slice(-20);
  const line =
    lines.filter((line) => /error|fatal|panic|fail|cannot|denied|in use/i.test(line)).at(-1) ??
    lines.at(-1) ??
    '';
  return `${line.trim().slice(0, 300) || 'it printed nothing'} (see npm run logs ${name})`;
}

/** At most the last {@link TAIL_LIMIT} bytes of a file, and nothing before the offset `from`. */
function tail(file: string, from: number): string {
  if (!existsSync(file)) return '';
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const start = Math.max(from, size - TAIL_LIMIT);
    const text = Buffer.alloc(Math.max(0, size - start));
    return text.toString('utf8', 0, readSync(handle, text, 0, text.length, start));
  } finally {
    closeSync(handle);
  }
}
