import { parseArgs } from 'node:util';

import { run, type PulumiOptions } from '../local/host/command';
import { Failure, messageOf } from '../local/host/failure';
import { PROGRESS } from '../preview/plan';
import { reviewStack, type Review } from '../review/review-stack';
import { listReviews, prepareReview, removeReview, untilOf } from '../review/reviews';
import type { Context } from './context';
import { deployAsPreviewed } from './deploying';
import { detailsOf, diagnosing } from './diagnosing';
import { STACK, type Outputs } from './stack';
import { optionsFor } from './stack-options';
import { table } from './table';
import { renderUrls } from './urls';

const USAGE = 'npm run review -- up NAME [--from STACK] [--hours N] | down NAME | list | sweep';
/** How long a review may stay from its last `up`, in hours, when `--hours` is not given. */
const HOURS = 72;

/** What Pulumi says of a stack that is destroyed: here it is removed too. */
const HINT = /^The resources in the stack have been deleted|run `pulumi stack rm/;

/** What `npm run review` is asked for. */
export type ReviewArguments =
  | { readonly action: 'up'; readonly name: string; readonly from: string; readonly hours: number }
  | { readonly action: 'down'; readonly name: string }
  | { readonly action: 'list' | 'sweep' };

/**
 * Reads the arguments of `npm run review`.
 *
 * @throws Failure when one is not known or not allowed
 */
export function reviewArguments(args: readonly string[]): ReviewArguments {
  try {
    const options = { from: { type: 'string' }, hours: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [action, name, ...more] = positionals;
    const { from = STACK, hours = String(HOURS) } = values;
    if (more.length > 0) throw new Error('one review at a time');
    if (action !== 'up' && Object.keys(values).length > 0)
      throw new Error('--from and --hours are for up only');
    if (action === 'up' || action === 'down') {
      if (name === undefined) throw new Error(`${action} needs the name of a review`);
      reviewStack(name);
      if (action === 'down') return { action, name };
      if (!(Number(hours) > 0 && Number(hours) <= 8760))
        throw new Error('--hours is more than 0, up to 8760');
      return { action, name, from, hours: Number(hours) };
    }
    if (action === 'list' || action === 'sweep') {
      if (name !== undefined) throw new Error(`${action} needs no name`);
      return { action };
    }
    throw new Error(action === undefined ? 'It needs to know what to do' : `${action} is not known`);
  } catch (error) {
    throw new Failure(`${messageOf(error).replace(/\.$/, '')}. Usage: ${USAGE}`, { cause: error });
  }
}

/** `npm run review`: makes, lists and removes stacks for a while, each with its own namespaces, ports and state. */
export async function review(context: Context, args: readonly string[]): Promise<number> {
  const asked = reviewArguments(args);
  const stack = reviewStack('name' in asked ? asked.name : 'any');
  const options = await optionsFor(stack, context, 'review');
  if (asked.action === 'down') {
    const found = (await listReviews(options)).find((one) => one.stack === stack);
    // No failure: a sweep in CI may have removed it already.
    if (!found)
      process.stdout.write(`There is no review ${asked.name}: \`npm run review -- list\` shows all.\n`);
    else await remove(found, context, options);
    return 0;
  }
  if (asked.action !== 'up') return asked.action === 'list' ? list(options) : sweep(context, options);
  const { steps } = context;
  await diagnosing(stack, context, async () => {
    await steps.step(`Preparing the stack ${stack}`, () => prepareReview(stack, asked, options));
    // What a review has is lost with it anyway.
    await deployAsPreviewed(stack, options, steps, true);
  });
  const printed = await run('pulumi', ['stack', 'output', '--json', '--stack', stack], options);
  const left = `It may stay for ${asked.hours} hours: \`npm run review -- down ${asked.name}\` removes it.`;
  process.stdout.write(`\n${renderUrls(JSON.parse(printed) as Outputs)}\n${left}\n`);
  return 0;
}

/** Removes a review, and shows the lines of Pulumi. */
async function remove(found: Review, context: Context, options: PulumiOptions): Promise<void> {
  const say = (line: string): void => {
    if (!PROGRESS.test(line) && !HINT.test(line)) process.stdout.write(`${line}\n`);
  };
  await diagnosing(found.stack, context, () => removeReview(found, say, options));
  process.stdout.write(`Nothing is left of the review ${found.name}.\n`);
}

/** Each review with the hours that it may still stay. */
async function withHours(
  options: PulumiOptions,
): Promise<readonly { readonly found: Review; readonly left: number | undefined }[]> {
  return Promise.all(
    (await listReviews(options)).map(async (found) => {
      const until = await untilOf(found, options);
      return { found, left: until === undefined ? undefined : (until - Date.now()) / 3_600_000 };
    }),
  );
}

async function list(options: PulumiOptions): Promise<number> {
  const rows = (await withHours(options)).map(({ found, left }) => [found.name, leftText(left)]);
  process.stdout.write(rows.length === 0 ? 'There are no reviews.\n' : table(rows));
  return 0;
}

/** How long a review may still stay, in words. */
export function leftText(left: number | undefined): string {
  if (left === undefined) return 'has no time limit: it is not swept';
  if (left <= 0) return `past its time limit for ${duration(-left)}`;
  return `may stay for ${duration(left)}`;
}

function duration(hours: number): string {
  return hours < 1 ? `${Math.ceil(hours * 60)} min` : `${Math.round(hours)} h`;
}

/** Removes the reviews that are past their time limit; one that cannot be removed does not keep the others. */
async function sweep(context: Context, options: PulumiOptions): Promise<number> {
  const failed: string[] = [];
  const past = (await withHours(options)).filter(({ left }) => left !== undefined && left <= 0);
  for (const { found } of past) {
    try {
      await remove(found, context, options);
    } catch (error) {
      context.options.signal?.throwIfAborted();
      process.stderr.write(`${found.name}: ${messageOf(error)}\n${detailsOf(error)}`);
      failed.push(found.name);
    }
  }
  if (failed.length > 0)
    throw new Failure(`These reviews could not be removed: ${failed.join(', ')}; see above.`);
  if (past.length === 0) process.stdout.write('No review is past its time limit.\n');
  return 0;
}
