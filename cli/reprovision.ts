import { join } from 'node:path';

import { tryRun } from '../local/host/command';
import { Failure } from '../local/host/failure';
import type { Context } from './context';
import { destroy, destroyArguments } from './destroy';
import { isLocal, optionsFor } from './stack-options';
import { test } from './test';
import { up } from './up';

/** Leaves out the live tests. */
const NO_TESTS = '--no-tests';

/**
 * `npm run reprovision`: destroys a stack, asks the cluster whether anything is left, deploys the stack again, and runs the live
 * tests against it. Its arguments are those of `npm run destroy`, and `--no-tests`.
 */
export async function reprovision(context: Context, args: readonly string[]): Promise<number> {
  const wanted = args.filter((arg) => arg !== NO_TESTS);
  const { stack } = destroyArguments(wanted);
  const local = await isLocal(stack, context);
  const destroyed = await destroy(context, wanted);
  if (destroyed !== 0) return destroyed;
  const deployed = local ? await up(context) : await deploy(stack, context);
  if (deployed !== 0 || args.includes(NO_TESTS)) return deployed;
  return local ? await test(context, ['live']) : await testLive(stack, context);
}

/** Deploys a stack with the user's own Pulumi. */
async function deploy(stack: string, context: Context): Promise<number> {
  const options = await optionsFor(stack, context, 'reprovision');
  const args = ['up', '--yes', '--skip-preview', '--policy-pack', 'policy', '--stack', stack];
  const { status } = await tryRun('pulumi', args, { ...options, terminal: true });
  if (status !== 0)
    throw new Failure('pulumi up failed, see above: fix the cause, then run `pulumi up` again.');
  return status;
}

/** Runs the live tests against a stack. */
async function testLive(stack: string, context: Context): Promise<number> {
  const { env, ...options } = await optionsFor(stack, context, 'reprovision');
  const mocha = join(options.cwd, 'node_modules', 'mocha', 'bin', 'mocha.js');
  // By this variable Pulumi knows the stack, as if it were selected.
  const selected = { ...env, PULUMI_STACK: stack };
  const args = [mocha, 'test/live/**/*.test.ts'];
  return (await tryRun(process.execPath, args, { ...options, env: selected, terminal: true })).status;
}
