import { layoutOf, noTools, type Layout } from '../local/cluster/layout';
import type { CommandOptions } from '../local/host/command';
import { Failure } from '../local/host/failure';
import { takeLock } from '../local/host/lock';
import type { Paths } from '../local/host/paths';
import type { Steps } from '../local/host/steps';
import { checkMachine } from '../local/toolchain/host';
import { findToolchain, type Toolchain } from '../local/toolchain/toolchain';
import { prepareStackHome, Stack, stackEnvironment } from './stack';

/** What every command receives. */
export interface Context {
  /** The folders of the project, its caches and the cluster's data. */
  readonly paths: Paths;
  /** Prints the progress of the command. */
  readonly steps: Steps;
  /** Options for every program that is run. The signal stops the command. */
  readonly options: CommandOptions;
}

/** A command of `npm run`. Returns the exit status. */
export type Command = (context: Context, args: readonly string[]) => Promise<number>;

/** The folder that the user is in: npm runs its scripts in the folder of the project. */
export function userFolder(): string {
  return process.env.INIT_CWD ?? process.cwd();
}

/**
 * Checks that the user may run the local cluster on this machine.
 *
 * @param command - the name of the command, for the error message
 * @throws Failure when the user is not root, or the machine is not Linux
 */
export function checkUser(command: string): void {
  checkMachine(process.platform, process.getuid?.(), command);
}

/**
 * Takes the lock of the machine: only one command may change the cluster at a time, across all clones.
 *
 * @param purpose - the name of the command, for the error message of other commands
 * @returns a function that releases the lock
 * @throws Failure when another command holds the lock
 */
export function exclusive(paths: Paths, purpose: string): () => void {
  return takeLock(`${paths.run}.lock`, `npm run ${purpose}`);
}

/**
 * Returns the built tools, for commands that do not build them.
 *
 * @throws Failure when they are not built yet
 */
export async function builtToolchain({ paths, options }: Context): Promise<Toolchain> {
  const toolchain = await findToolchain(paths, options);
  if (!toolchain) throw new Failure('The tools are not built yet: run `npm run up` first.');
  return toolchain;
}

/** The layout of the cluster for commands that work without the tools, such as `down`. */
export async function layoutWithoutTools(paths: Paths, options: CommandOptions): Promise<Layout> {
  let toolchain: Toolchain | undefined;
  try {
    toolchain = await findToolchain(paths, options);
  } catch {
    // Without Go, the folders of the tools are unknown: their names depend on the version of Go.
    options.signal?.throwIfAborted();
  }
  return layoutOf(paths, toolchain ?? noTools);
}

/** The stack `dev`. Creates the folders and files that its environment variables refer to. */
export function stackOf(layout: Layout, toolchain: Toolchain, options: CommandOptions): Stack {
  const variables = stackEnvironment(layout, toolchain, process.env);
  prepareStackHome(layout, toolchain, variables);
  return new Stack(layout, variables, options);
}
