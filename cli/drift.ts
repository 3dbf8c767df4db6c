import type { ResourceChange } from '../components/change';
import { driftText } from '../preview/drift-text';
import { differencesOf } from '../preview/run';
import type { Context } from './context';
import { isLocal, jsonOfStacks, optionsFor, stacksOf } from './stack-options';

/** The exit status when the cluster is not as deployed. */
const DIFFERS = 2;

/**
 * `npm run drift`: tells what differs in the cluster from what was last deployed, and changes nothing. The exit status is 2 when
 * something does.
 */
export async function drift(context: Context, args: readonly string[]): Promise<number> {
  const { json, named } = jsonOfStacks(args, 'drift');
  const stacks = stacksOf(context.paths.project, named);
  const found: { stack: string; differences: readonly ResourceChange[] }[] = [];
  for (const stack of stacks) {
    const options = await optionsFor(stack, context, 'drift');
    const compare = (): Promise<readonly ResourceChange[]> => differencesOf(stack, options);
    found.push({
      stack,
      differences: await context.steps.step(`Comparing ${stack} with its cluster`, compare),
    });
  }
  const differing = found.filter(({ differences }) => differences.length > 0);
  if (json) process.stdout.write(`${JSON.stringify({ version: 1, stacks: found }, undefined, 2)}\n`);
  else {
    for (const { stack, differences } of found) process.stdout.write(driftText(stack, differences));
    for (const { stack } of differing) {
      const way = (await isLocal(stack, context)) ? 'npm run up' : `pulumi up --refresh --stack ${stack}`;
      process.stdout.write(`\`${way}\` sets ${stack} back.\n`);
    }
  }
  return differing.length === 0 ? 0 : DIFFERS;
}
