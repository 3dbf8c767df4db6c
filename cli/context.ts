import { layoutOf, type Layout } from '../local/cluster/layout';
import type { CommandOptions } from '../local/host/command';
import { Failure } from '../local/host/failure';
import { takeLock } from '../local/host/lock';
import type { Paths } from '../local/host/paths';
import type { Steps } from '../local/host/steps';
import { checkMachine } from '../local/toolchain/host';
import { findToolchain, type Toolchain } from '../local/toolchain/toolchain';
import { prepareStackHome, Stack, stackEnvironment } from './stack';

/** What every command is given. */
export interface Context {
  /** Where the project, its caches and the cluster's data are. */
  readonly paths: Paths;
  /** Shows how far the command has come. */
  readonly steps: Steps;
  /** How programs are run; its signal ends the command. */
  readonly options: CommandOptions;
}

/** One command of `npm run`: gives the status to exit with. */
export type Command = (context: Context, args: readonly string[]) => Promise<number>;

/**
 * Checks that this user can work with the local cluster.
 *
 * @param command - the command that is to run, for the message
 * @throws Failure when the machine or the user cannot run it
 */
export function checkUser(command: string): void {
  checkMachine(process.platform, process.getuid?.(), command);
}

/**
 * Takes the machine's lock: only one command may change the cluster at a time, across all clones.
 *
 * @param paths - where the lock is
 * @param purpose - the command, as the message to others names it
 * @returns what releases the lock
 */
export function exclusive(paths: Paths, purpose: string): () => void {
  return takeLock(`${paths.run}.lock`, `npm run ${purpose}`);
}

/**
 * The tools, for commands that do not build them.
 *
 * @throws Failure when they are not built yet
 */
export async function builtToolchain({ paths, options }: Context): Promise<Toolchain> {
  const toolchain = await findToolchain(paths, options);
  if (!toolchain) throw new Failure('The tools are not built yet: run `npm run up` first.');
  return toolchain;
}

/** The cluster's layout when some tools may be missing: stopping the cluster needs none of them. */
export async function layoutWithoutTools(paths: Paths, options: CommandOptions): Promise<Layout> {
  let toolchain: Toolchain | undefined;
  try {
    toolchain = await findToolchain(paths, options);
  } catch {
    // Without Go, nobody can tell which tools would be built.
    options.signal?.throwIfAborted();
  }
  return layoutOf(paths, toolchain ?? { kubernetes: '', buildkit: '', pause: '', debian: '' });
}

/** The stack `dev`, with what its variables name made. */
export function stackOf(layout: Layout, toolchain: Toolchain, options: CommandOptions): Stack {
  const variables = stackEnvironment(layout, toolchain, process.env);
  prepareStackHome(layout, toolchain, variables);
  return new Stack(layout, variables, options);
}
