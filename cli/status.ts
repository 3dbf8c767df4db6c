import { parseArgs } from 'node:util';

import { Cluster } from '../local/cluster/cluster';
import { layoutOf } from '../local/cluster/layout';
import { Failure, messageOf } from '../local/host/failure';
import { readStatus } from '../status/read';
import type { StatusReport } from '../status/report';
import { builtToolchain, checkUser, stackOf, type Context } from './context';
import { statusText } from './status-text';
import { watchStatus, type Output } from './watch';

/** What {@link showStatus} needs. */
export interface ShowOptions {
  /** Whether it is shown until the signal ends it. */
  readonly watch: boolean;
  /** Whether it is for programs. */
  readonly json: boolean;
  readonly output: Output;
  readonly signal: AbortSignal | undefined;
  /** The time between the starts of two readings while it is watched, in milliseconds; default 2000. */
  readonly interval?: number;
}

/**
 * Reads the arguments of `npm run status`.
 *
 * @param args - `--watch` or `-w`, and `--json`
 * @throws Failure for any other argument
 */
export function statusArguments(args: readonly string[]): {
  readonly watch: boolean;
  readonly json: boolean;
} {
  const options = { watch: { type: 'boolean', short: 'w' }, json: { type: 'boolean' } } as const;
  try {
    const { values } = parseArgs({ args: [...args], options });
    return { watch: values.watch ?? false, json: values.json ?? false };
  } catch (error) {
    const usage = 'npm run status -- [--watch] [--json]';
    throw new Failure(`${messageOf(error)}. Usage: ${usage}`, { cause: error });
  }
}

/**
 * Prints a status, once or until the signal ends it.
 *
 * @param read - reads the status
 * @returns the exit status: when it is printed once, 1 for a status that is not well
 */
export async function showStatus(
  read: () => Promise<StatusReport>,
  { watch, json, output, signal, interval }: ShowOptions,
): Promise<number> {
  if (watch) {
    const ends = signal ?? new AbortController().signal;
    await watchStatus({ output, read, json, signal: ends, ...(interval !== undefined && { interval }) });
    return 0;
  }
  const status = await read();
  output.write(json ? `${JSON.stringify(status, undefined, 2)}\n` : statusText(status));
  return status.well ? 0 : 1;
}

/**
 * `npm run status`: prints the state of the local cluster and of the stack on it. The exit status is 1 when a part does not run, a
 * pod is not ready, or something is not as deployed.
 */
export async function status(context: Context, args: readonly string[]): Promise<number> {
  const shown = statusArguments(args);
  checkUser('status');
  const toolchain = await builtToolchain(context);
  const { options, paths } = context;
  const layout = layoutOf(paths, toolchain);
  const cluster = new Cluster(layout, options);
  const stack = stackOf(layout, toolchain, options);
  const read = (): Promise<StatusReport> => readStatus(cluster, stack, options.signal);
  return showStatus(read, { ...shown, output: process.stdout, signal: options.signal });
}
