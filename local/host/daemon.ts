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

/** One long-running process of the local cluster. */
export interface Daemon {
  /** The name by which `status` and `logs` know it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files whose change asks for a restart, beside the command line. */
  readonly configuration?: readonly string[];
  /** Throws until it serves. */
  readonly ready: () => Promise<void>;
}

/** Where daemons keep their process ids and what they print. */
export interface DaemonFolders {
  readonly run: string;
  readonly logs: string;
}

interface PidFile extends ProcessId {
  /** What it was started as: a digest of command, arguments, environment and configuration. */
  readonly digest: string;
}

/** A log past this size, in bytes, is put aside at the next start; one earlier log is kept. */
const LOG_LIMIT = 10 * 1024 * 1024;
/** How much of a log's end is looked at, in bytes. */
const TAIL_LIMIT = 64 * 1024;
const READY_TIMEOUT_MS = 60_000;
/** How long a daemon may take to end by itself. */
const STOP_GRACE_MS = 10_000;

function pidFile(folders: DaemonFolders, name: string): string {
  return join(folders.run, `${name}.pid`);
}

/** The file with what a daemon prints. */
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

/** The live process of a daemon, if there is one. */
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
 * Sees to it that the daemon runs as described and serves. One that runs otherwise is restarted.
 *
 * @returns whether it was started anew.
 * @throws {@link Failure} when it ends or does not serve in time, with its last words.
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
        throw new PermanentFailure(`${daemon.name} ended: ${lastWords(folders, daemon.name, from)}`);
      await daemon.ready();
      return true;
    },
  );
  return fresh;
}

/** Puts a long log aside; gives the place in the log from which on the next start's messages are. */
function openLog(folders: DaemonFolders, name: string): number {
  mkdirSync(folders.logs, { recursive: true, mode: 0o700 });
  const log = logFile(folders, name);
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LOG_LIMIT) return size;
  renameSync(log, `${log}.1`);
  return 0;
}

/** Starts the daemon; gives undefined when it has ended already. */
function start(folders: DaemonFolders, daemon: Daemon, digest: string): ProcessId | undefined {
  mkdirSync(folders.run, { recursive: true, mode: 0o700 });
  const output = openSync(logFile(folders, daemon.name), 'a', 0o600);
  let pid: number | undefined;
  try {
    const child = spawn(daemon.command, daemon.args, {
      cwd: '/',
      // A session of its own, so that neither Ctrl-C nor the end of the terminal reaches it.
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...process.env, ...daemon.env },
    });
    child.on('error', () => undefined); // Told by the missing process id.
    child.unref();
    pid = child.pid;
  } catch (error) {
    // Such as a binary cut short.
    throw new Failure(`${daemon.name} cannot be started: ${messageOf(error)}`, { cause: error });
  } finally {
    closeSync(output);
  }
  if (pid === undefined)
    throw new Failure(`${daemon.name} cannot be started: ${daemon.command} is missing or no program.`);
  const id = identify(pid);
  try {
    if (id) writeFileSync(pidFile(folders, daemon.name), JSON.stringify({ ...id, digest }), { mode: 0o600 });
  } catch (error) {
    process.kill(pid, 'SIGKILL'); // Nobody would find it again.
    throw error;
  }
  return id;
}

/** Ends a daemon, by force after a while. */
export async function stopDaemon(folders: DaemonFolders, name: string, grace = STOP_GRACE_MS): Promise<void> {
  const id = readPid(folders, name);
  if (id) await endProcesses([id], grace);
  rmSync(pidFile(folders, name), { force: true });
}

/** Asks processes to end, and kills those that have not within the grace, in milliseconds. */
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
        // It has ended since.
      }
    }
    try {
      await waitFor({ what: 'processes end', timeout, interval: 20 }, () =>
        left().length === 0 ? true : undefined,
      );
      return;
    } catch (error) {
      if (signal === 'SIGTERM') continue;
      const pids = left().map(({ pid }) => pid);
      throw new Failure(`Processes ${pids.join(', ')} do not end, not even when killed.`, { cause: error });
    }
  }
}

/** The last line that tells something since the given place in the log, for the fault's message. */
function lastWords(folders: DaemonFolders, name: string, from: number): string {
  const lines = tail(logFile(folders, name), from).trim().split('\n').slice(-20);
  const telling =
    lines.filter((line) => /error|fatal|panic|fail|cannot|denied|in use/i.test(line)).at(-1) ??
    lines.at(-1) ??
    '';
  return `${telling.trim().slice(0, 300) || 'it said nothing'} (npm run logs ${name})`;
}

/** The end of a file that may have grown long, from a place in it at the earliest. */
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
