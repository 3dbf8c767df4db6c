import { parseArgs } from 'node:util';

import { Failure, messageOf } from '../local/host/failure';
import { driftText } from '../preview/drift-text';
import { differencesOf } from '../preview/run';
import type { Context } from './context';
import { deployAsPreviewed } from './deploying';
import { diagnosing } from './diagnosing';
import { STACK } from './stack';
import { optionsFor } from './stack-options';

const USAGE = 'npm run deploy -- [STACK] [--lose-data]';

/**
 * Reads the arguments of `npm run deploy`.
 *
 * @throws Failure when one is not known
 */
export function deployArguments(args: readonly string[]): { stack: string; loseData: boolean } {
  try {
    const options = { 'lose-data': { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [stack = STACK, ...more] = positionals;
    if (more.length > 0) throw new Error('one stack at a time');
    return { stack, loseData: values['lose-data'] ?? false };
  } catch (error) {
    throw new Failure(`${messageOf(error)}. Usage: ${USAGE}`, { cause: error });
  }
}

/**
 * `npm run deploy`: shows what differs in the cluster, previews the stack with the policy, then does just what the preview has
 * shown. Without `--lose-data`, it stops before anything is changed when data would be lost.
 */
export async function deploy(context: Context, args: readonly string[]): Promise<number> {
  const { stack, loseData } = deployArguments(args);
  const options = await optionsFor(stack, context, 'deploy');
  const { steps } = context;
  await diagnosing(stack, context, async () => {
    const differences = await steps.step(`Comparing ${stack} with its cluster`, () =>
      differencesOf(stack, options),
    );
    process.stdout.write(driftText(stack, differences));
    await deployAsPreviewed(stack, options, steps, loseData);
  });
  return 0;
}
