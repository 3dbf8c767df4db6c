import { z } from 'zod';

import { Failure } from '../local/host/failure';

/** What the name of the stack of every review begins with. */
const PREFIX = 'review-';
/** The settings that a review does not take over: ports that only one stack can have, keys, and that data stays. */
const notTaken =
  /^(namespace|nodePort|.+NodePort|keepData|keysDigest|signingKey|previousSigningKey|keyGeneration|oldestGeneration)$/;

/**
 * The stack of a review.
 *
 * @param name - the name of the review: lower-case letters, digits and hyphens, at most 20 characters, since the names of its
 * namespaces contain it
 * @throws Failure when it is not such a name
 */
export function reviewStack(name: string): string {
  if (!/^[a-z0-9]([-a-z0-9]{0,18}[a-z0-9])?$/.test(name))
    throw new Failure(
      `“${name}” cannot name a review: use 1 to 20 lower-case letters, digits and hyphens, such as pr-12.`,
    );
  return `${PREFIX}${name}`;
}

/** Whether a stack is that of a review. */
export function isReview(stack: string): boolean {
  return stack.startsWith(PREFIX);
}

/** The content of a settings file, parsed. */
export interface SettingsFile {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly [more: string]: unknown;
}

/**
 * The settings of a review: those of another stack, but with namespaces of its own, and without that stack's ports and keys.
 *
 * @param file - the settings of the other stack
 * @param project - the name of the project, the prefix of the settings
 * @param systems - the names of the systems
 * @param stack - the stack of the review
 */
export function reviewSettings(
  file: SettingsFile,
  {
    project,
    systems,
    stack,
  }: { readonly project: string; readonly systems: readonly string[]; readonly stack: string },
): SettingsFile {
  const groups = systems.map((system): readonly [string, object] => {
    const key = `${project}:${system}`;
    const given = (file.config?.[key] ?? {}) as Readonly<Record<string, unknown>>;
    const taken = Object.entries(given).filter(([name]) => !notTaken.test(name));
    return [key, { ...Object.fromEntries(taken), namespace: `${stack}-${system}` }];
  });
  return { ...file, config: { ...file.config, ...Object.fromEntries<object>(groups) } };
}

/** A review as the backend knows it. */
export interface Review {
  readonly name: string;
  readonly stack: string;
}

/**
 * The reviews among the stacks of a project, by name.
 *
 * @param stacks - what `pulumi stack ls --json` prints, parsed
 * @throws ZodError when that is something else
 */
export function reviewsIn(stacks: unknown): readonly Review[] {
  return z
    .array(z.object({ name: z.string() }))
    .parse(stacks)
    .filter(({ name }) => isReview(name))
    .map(({ name }) => ({ name: name.slice(PREFIX.length), stack: name }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
