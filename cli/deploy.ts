import { parseArgs } from 'node:util';

import { tryRun, type PulumiOptions } from '../local/host/command';
import { Failure, messageOf } from '../local/host/failure';
import { previewText } from '../preview/preview-text';
import { driftText } from '../preview/drift-text';
import { Plan } from '../preview/plan';
import { isWell, type StackPreview } from '../preview/report';
import { differencesOf } from '../preview/run';
import type { Context } from './context';
import { PROGRESS, STACK } from './stack';
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
 * Why a stack is not deployed.
 *
 * @param loseData - whether data may be lost
 * @returns undefined when nothing prevents it
 */
export function whyNot(preview: StackPreview, loseData: boolean): string | undefined {
  const { stack, meanings } = preview;
  if (!isWell(preview)) return `${stack} is not deployed: its preview fails, see above.`;
  if (loseData || !meanings.some(({ loses }) => loses)) return undefined;
  return `${stack} is not deployed, since data would be lost, see above: --lose-data does it on purpose.`;
}

/**
 * `npm run deploy`: shows what differs in the cluster, previews the stack with the policy, then does just what the preview has
 * shown. Without `--lose-data`, it stops before anything is changed when data would be lost.
 */
export async function deploy(context: Context, args: readonly string[]): Promise<number> {
  const { stack, loseData } = deployArguments(args);
  const options = await optionsFor(stack, context, 'deploy');
  const { steps } = context;
  const differences = await steps.step(`Comparing ${stack} with its cluster`, () =>
    differencesOf(stack, options),
  );
  process.stdout.write(driftText(stack, differences));
  const plan = await steps.step(`Previewing ${stack}`, () => Plan.of(stack, options));
  try {
    const { preview } = plan;
    process.stdout.write(`\n${previewText(preview)}\n`);
    const why = whyNot(preview, loseData);
    if (why !== undefined) throw new Failure(why);
    await plan.apply((line) => {
      if (!PROGRESS.test(line)) process.stdout.write(`${line}\n`);
    });
    return 0;
  } finally {
    plan.forget();
    await removeSalt(options);
  }
}

/** Lets the `pulumi` of `npm run env` remove the salt from the stack's file, as after any other command. */
async function removeSalt(options: PulumiOptions): Promise<void> {
  await tryRun('pulumi', ['version'], options);
}
