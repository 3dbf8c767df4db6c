import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { Failure, hasCode, Interrupted, messageOf } from './failure';

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
  /** Connects the command to the terminal instead of collecting what it prints; `onLine` still gets its standard output. */
  readonly terminal?: boolean;
  /** How long it may print nothing before it counts as stuck and is ended, in milliseconds; for good by default. */
  readonly silence?: number;
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
  const child = begin(command, args, options);
  const end = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(options.terminal ? child.pid : -child.pid, signal);
    } catch {
      // It has ended already.
    }
  };
  let fault: Error | undefined;
  let killer: NodeJS.Timeout | undefined;
  const stop = (reason: Error): void => {
    if (fault) return;
    fault = reason;
    end('SIGTERM');
    killer = setTimeout(() => {
      end('SIGKILL');
      // A descendant that left the group may hold them open for as long as it likes.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, GRACE_MS);
  };
  const abort = (): void => {
    const reason = options.signal?.reason as Error;
    if (!options.terminal) stop(reason);
    // Ctrl-C has reached the command at the terminal as well, and a second signal means to some: at once.
    else if (!(reason instanceof Interrupted && reason.signal === 'SIGINT')) end('SIGTERM');
  };
  options.signal?.addEventListener('abort', abort, { once: true });
  const { silence } = options;
  const watch =
    silence === undefined
      ? undefined
      : setTimeout(() => {
          const what = [command, ...args].slice(0, 2).join(' ');
          stop(
            new Failure(`${what} printed nothing for ${silence / 1000} s: see whether its registry answers.`),
          );
        }, silence);
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
      watch?.refresh();
      try {
        if (options.log) appendFileSync(options.log, `${line}\n`);
        options.onLine?.(line);
      } catch (error) {
        stop(error as Error); // A full disk: nobody else would catch it here.
      }
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
        else if (fault) reject(fault);
        else if (code === null) reject(new Failure(`${command} was ended by ${signal ?? 'a signal'}.`));
        else resolve(code);
      });
    });
    return { status, stdout: out.join('\n'), stderr: err.join('\n') };
  } finally {
    clearTimeout(killer);
    clearTimeout(watch);
    // What it started may have outlived it.
    if (fault) end('SIGKILL');
    options.signal?.removeEventListener('abort', abort);
  }
}

function begin(command: string, args: readonly string[], options: CommandOptions): ChildProcess {
  const io = options.terminal ? 'inherit' : 'pipe';
  const output = options.onLine ? 'pipe' : io;
  try {
    return spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: [options.input === undefined ? (options.terminal ? 'inherit' : 'ignore') : 'pipe', output, io],
      // A group of its own, so that ending it ends what it started. One at the terminal stays in the terminal's group.
      detached: !options.terminal,
    });
  } catch (error) {
    // Such as a binary cut short.
    throw new Failure(`${command} cannot be run: ${messageOf(error)}.`, { cause: error });
  }
}

/**
 * Runs a command that has to succeed, and gives what it printed on standard output.
 *
 * @throws {@link Failure} naming the command, its status and the last line that it printed; its cause is all of it.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { status, stdout, stderr } = await tryRun(command, args, options);
  if (status === 0) return stdout;
  const printed = (stderr || stdout).trim();
  const last = printed.split('\n').at(-1) ?? '';
  const where = options.log ? ` (all of it: ${options.log})` : '';
  throw new Failure(
    `${[command, ...args].slice(0, 3).join(' ')} ended with status ${status}: ${last}${where}`,
    { cause: printed },
  );
}
