import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { Failure, hasCode, Interrupted, messageOf } from './failure';

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  /** The whole environment; this process's by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** Stops the command and its descendants when aborted. */
  readonly signal?: AbortSignal;
  /** Written to standard input, which is empty by default. */
  readonly input?: string | Buffer;
  /** A file to which all output is appended. */
  readonly log?: string;
  /** Called with each line of standard output and standard error. */
  readonly onLine?: (line: string) => void;
  /** Connects the command to the terminal and collects no output; with `onLine`, standard output is still collected. */
  readonly terminal?: boolean;
  /** Stops the command after this many milliseconds without output; no limit by default. */
  readonly silence?: number;
}

/** How Pulumi and kubectl are run for a stack: in the project's folder, with the environment that reaches backend and cluster. */
export type PulumiOptions = CommandOptions & { readonly cwd: string; readonly env: NodeJS.ProcessEnv };

/** The exit status and the output of a finished command. */
export interface Output {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How long an aborted command may take to exit before it is killed. */
const GRACE_MS = 5_000;

/**
 * Runs a command and returns its output, whatever its exit status.
 *
 * @throws {@link Failure} when the command cannot be started, prints nothing for `silence`, or is terminated by a signal.
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
      // It has already exited.
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
      // A descendant outside the process group may keep the pipes open.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, GRACE_MS);
  };
  const abort = (): void => {
    const reason = options.signal?.reason as Error;
    if (!options.terminal) stop(reason);
    // The terminal has already sent Ctrl-C to the command; many programs skip their clean-up at a second signal.
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
            new Failure(
              `${what} was stopped after ${silence / 1000} s without output: check that its registry can be reached.`,
            ),
          );
        }, silence);
  if (options.input !== undefined) {
    child.stdin?.on('error', () => undefined); // The command may exit before it has read everything.
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
        stop(error as Error); // Such as a full disk. Thrown from an event handler, it would end this process.
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
        else if (code === null) reject(new Failure(`${command} was terminated by ${signal ?? 'a signal'}.`));
        else resolve(code);
      });
    });
    return { status, stdout: out.join('\n'), stderr: err.join('\n') };
  } finally {
    clearTimeout(killer);
    clearTimeout(watch);
    // Descendants may still be running.
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
      // A new process group, so that a signal reaches the descendants too. At the terminal, Ctrl-C does that.
      detached: !options.terminal,
    });
  } catch (error) {
    // Such as a truncated binary.
    throw new Failure(`${command} cannot be run: ${messageOf(error)}.`, { cause: error });
  }
}

/**
 * Runs a command that must exit with status 0, and returns its standard output.
 *
 * @throws {@link Failure} with the command, its status and its last line of output; the cause is the whole output.
 * Also as {@link tryRun}.
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
  const where = options.log ? ` (full output: ${options.log})` : '';
  throw new Failure(
    `${[command, ...args].slice(0, 3).join(' ')} ended with status ${status}: ${last}${where}`,
    { cause: printed },
  );
}
