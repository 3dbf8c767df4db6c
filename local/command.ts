import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { Failure, hasCode, messageOf } from './failure';

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  /** The whole environment; this process's by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the command, and what it started, when aborted. */
  readonly signal?: AbortSignal;
  /** Given on standard input; nothing by default. */
  readonly input?: string | Buffer;
  /** A file to which everything it prints is appended. */
  readonly log?: string;
  /** Called for each line of standard error, and of standard output unless that is the result. */
  readonly onLine?: (line: string) => void;
  /** Connects the command to the terminal instead of collecting what it prints. */
  readonly terminal?: boolean;
}

/** What a command that ended printed. */
export interface Output {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How long an aborted command may take to end before it is killed. */
const GRACE_MS = 5_000;

/**
 * Runs a command to its end, whatever its status.
 *
 * @throws {@link Failure} when it cannot be started, or was ended by a signal.
 */
export async function tryRun(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Output> {
  options.signal?.throwIfAborted();
  const io = options.terminal ? 'inherit' : 'pipe';
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: [options.input === undefined ? (options.terminal ? 'inherit' : 'ignore') : 'pipe', io, io],
    // A group of its own, so that ending it ends what it started. One at the terminal stays in the terminal's group.
    detached: !options.terminal,
  });
  const end = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(options.terminal ? child.pid : -child.pid, signal);
    } catch {
      // It has ended already.
    }
  };
  let killer: NodeJS.Timeout | undefined;
  const abort = (): void => {
    // At a terminal, Ctrl-C has reached the command already, and a second signal means to some: at once.
    if (!options.terminal) end('SIGTERM');
    if (!options.terminal)
      killer = setTimeout(() => {
        end('SIGKILL');
      }, GRACE_MS);
  };
  options.signal?.addEventListener('abort', abort, { once: true });
  if (options.input !== undefined) {
    child.stdin?.on('error', () => undefined); // It may end without reading everything.
    child.stdin?.end(options.input);
  }

  const out: string[] = [];
  const err: string[] = [];
  const follow = (stream: NodeJS.ReadableStream | null, into: string[]): void => {
    if (!stream) return;
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
      into.push(line);
      if (options.log) appendFileSync(options.log, `${line}\n`);
      options.onLine?.(line);
    });
  };
  follow(child.stdout, out);
  follow(child.stderr, err);

  try {
    const status = await new Promise<number>((resolve, reject) => {
      child.once('error', (error) => {
        const reason = hasCode(error, 'ENOENT') ? 'it is not installed' : messageOf(error);
        reject(new Failure(`${command} cannot be run: ${reason}.`));
      });
      child.once('close', (code, signal) => {
        if (options.signal?.aborted) reject(options.signal.reason as Error);
        else if (code === null) reject(new Failure(`${command} was ended by ${signal ?? 'a signal'}.`));
        else resolve(code);
      });
    });
    return { status, stdout: out.join('\n'), stderr: err.join('\n') };
  } finally {
    clearTimeout(killer);
    options.signal?.removeEventListener('abort', abort);
  }
}

/**
 * Runs a command that has to succeed, and gives what it printed on standard output.
 *
 * @throws {@link Failure} naming the command, its status and the last line that it printed.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { status, stdout, stderr } = await tryRun(command, args, options);
  if (status === 0) return stdout;
  const last = (stderr || stdout).trim().split('\n').at(-1) ?? '';
  const where = options.log ? ` (all of it: ${options.log})` : '';
  throw new Failure(
    `${[command, ...args].slice(0, 3).join(' ')} ended with status ${status}: ${last}${where}`,
  );
}
