import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse, stringify } from 'yaml';
import { z } from 'zod';

import { toldSystems } from '../components/meanings';
import { destroyStack } from '../destroy/destroy';
import { run, type PulumiOptions } from '../local/host/command';
import { Failure } from '../local/host/failure';
import { reviewSettings, reviewsIn, type Review, type SettingsFile } from './review-stack';

/** The tag of a stack that says until when its review may stay: every checkout can read it, as a settings file it could not. */
const UNTIL = 'review:until';
/** How long a teardown may take, in milliseconds. */
const BOUND_MS = 600_000;

/** The reviews of the project in the backend, by name. */
export async function listReviews(options: PulumiOptions): Promise<readonly Review[]> {
  return reviewsIn(JSON.parse(await run('pulumi', ['stack', 'ls', '--json'], options)));
}

/**
 * Until when a review may stay, in milliseconds since 1970.
 *
 * @returns undefined when its stack does not say so: then it is no review of ours
 */
export async function untilOf({ stack }: Review, options: PulumiOptions): Promise<number | undefined> {
  const printed = await run('pulumi', ['stack', 'tag', 'ls', '--json', '--stack', stack], options);
  const { data } = z.object({ [UNTIL]: z.iso.datetime() }).safeParse(JSON.parse(printed));
  return data && Date.parse(data[UNTIL]);
}

/**
 * Makes the stack of a review, or takes over changed settings when it is there. Deploys nothing.
 *
 * @param stack - the stack of the review
 * @param from - the stack whose settings it takes over
 * @param hours - how long it may stay from now on
 * @throws Failure when the other stack has no settings file
 */
export async function prepareReview(
  stack: string,
  { from, hours }: { readonly from: string; readonly hours: number },
  options: PulumiOptions,
): Promise<void> {
  const { cwd } = options;
  const source = join(cwd, `Pulumi.${from}.yaml`);
  if (!statSync(source, { throwIfNoEntry: false }))
    throw new Failure(`There are no settings of ${from} (Pulumi.${from}.yaml): --from names another stack.`);
  const there = await listReviews(options);
  if (!there.some((review) => review.stack === stack))
    await run('pulumi', ['stack', 'init', stack, '--no-select'], options);
  const until = new Date(Date.now() + hours * 3_600_000).toISOString();
  await run('pulumi', ['stack', 'tag', 'set', UNTIL, until, '--stack', stack], options);
  // Pulumi encrypts the secrets again, for this stack.
  await run('pulumi', ['config', 'cp', '--stack', from, '--dest', stack], options);
  const file = join(cwd, `Pulumi.${stack}.yaml`);
  const { name: project } = parse(readFileSync(join(cwd, 'Pulumi.yaml'), 'utf8')) as { name: string };
  const copied = statSync(file, { throwIfNoEntry: false })
    ? (parse(readFileSync(file, 'utf8')) as SettingsFile | null)
    : null;
  writeFileSync(file, stringify(reviewSettings(copied ?? {}, { project, systems: toldSystems, stack })));
}

/**
 * Destroys a review with its data, proves that nothing is left in the cluster, and removes its stack.
 *
 * @param say - takes the lines of Pulumi
 * @throws Failure when something is left, or it takes more than ten minutes; the stack is then still there
 */
export async function removeReview(
  { stack }: Pick<Review, 'stack'>,
  say: (line: string) => void,
  options: PulumiOptions,
): Promise<void> {
  await destroyStack(stack, { data: 'delete', bound: BOUND_MS, say }, options);
  const selected = selectedIn(JSON.parse(await run('pulumi', ['stack', 'ls', '--json'], options)));
  await run('pulumi', ['stack', 'rm', '--yes', stack], options);
  // Pulumi forgets which stack was selected, whichever it was.
  if (selected !== undefined && selected !== stack)
    await run('pulumi', ['stack', 'select', selected], options);
}

/** The stack that plain `pulumi` means, as `pulumi stack ls --json` tells it. */
function selectedIn(listed: unknown): string | undefined {
  const stacks = z.array(z.object({ name: z.string(), current: z.boolean().optional() })).parse(listed);
  return stacks.find(({ current }) => current)?.name;
}
