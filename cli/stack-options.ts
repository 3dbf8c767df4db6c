import { readdirSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { layoutOf } from '../local/cluster/layout';
import type { PulumiOptions } from '../local/host/command';
import { Failure, messageOf } from '../local/host/failure';
import { builtToolchain, checkUser, layoutWithoutTools, type Context } from './context';
import { isReview } from '../review/review-stack';
import { leanSdk } from './node-options';
import { prepareStackHome, STACK, stackEnvironment } from './stack';

/**
 * Reads the arguments of a command about some stacks, whose result can be JSON.
 *
 * @param args - `--json`, and the names of stacks
 * @param command - the name of the command, for the error message
 * @returns whether JSON is wanted, and the stacks, each once
 * @throws Failure for any other option
 */
export function jsonOfStacks(
  args: readonly string[],
  command: string,
): { json: boolean; named: readonly string[] } {
  try {
    const options = { json: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { json: values.json ?? false, named: [...new Set(positionals)] };
  } catch (error) {
    const usage = `npm run ${command} -- [--json] [STACK …]`;
    throw new Failure(`${messageOf(error)}. Usage: ${usage}`, { cause: error });
  }
}

/**
 * The stacks that a command is for.
 *
 * @param named - the stacks in its arguments; default: all of the project that have a file of settings, by name
 * @throws Failure when there is none
 */
export function stacksOf(project: string, named: readonly string[]): readonly string[] {
  const stacks = named.length > 0 ? named : stacksIn(project);
  if (stacks.length === 0) throw new Failure('There is no stack: `pulumi stack init NAME` makes one.');
  return stacks;
}

/** The stacks of the project: those that have a file of settings, by name, but for reviews. */
export function stacksIn(project: string): string[] {
  return readdirSync(project)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .filter((stack) => !isReview(stack))
    .sort();
}

/**
 * Whether a stack is on the local cluster: it is `dev`, which `npm run up` deploys, or that of a review, and `npm run up` was run
 * on this machine.
 */
export async function isLocal(stack: string, { paths, options }: Context): Promise<boolean> {
  if (stack !== STACK && !isReview(stack)) return false;
  const { kubeconfig } = await layoutWithoutTools(paths, options);
  return statSync(kubeconfig, { throwIfNoEntry: false }) !== undefined;
}

/**
 * How Pulumi and kubectl are run for a stack: with what `npm run up` made for the local stack; for any other one, with the
 * user's own commands and environment.
 *
 * @param stack - the name of the stack
 * @param command - the name of the command, for the error message
 * @throws Failure when the stack is the local one, and the user may not use the local cluster or the tools are not built
 */
export async function optionsFor(stack: string, context: Context, command: string): Promise<PulumiOptions> {
  const { paths, options } = context;
  const set = { PULUMI_SKIP_UPDATE_CHECK: 'true', NODE_OPTIONS: leanSdk(process.env.NODE_OPTIONS) };
  const own = { ...options, cwd: paths.project, env: { ...process.env, ...set } };
  if (!(await isLocal(stack, context))) return own;
  checkUser(command);
  const toolchain = await builtToolchain(context);
  const layout = layoutOf(paths, toolchain);
  const variables = stackEnvironment(layout, toolchain, process.env);
  prepareStackHome(layout, toolchain, variables);
  return { ...own, env: { ...own.env, ...variables } };
}
