import * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';

/** The texts that describe a setting. */
export interface Description {
  /** The allowed values, as a phrase that can follow "it must be". */
  readonly allowed: string;
  /** What the setting does, in one sentence. */
  readonly does: string;
}

/** What happens when a setting is not set: it has a default, is undefined, or is an error. */
export type Absence<T> =
  | { readonly default: T }
  | { readonly optional: true; readonly shownDefault?: string }
  | { readonly required: true };

/** The type of the checked value, which may be undefined for an optional setting. */
type ValueOf<T, A extends Absence<T>> = A extends { readonly optional: true } ? T | undefined : T;

/** The texts that hold a secret: they match a pattern. */
export interface SecretIf {
  /** What they hold, such as `a password`. */
  readonly holds: string;
  readonly pattern: RegExp;
}

/** A setting: the schema that checks its raw value, and its description. */
export interface Setting<T> extends Description {
  /** Checks and converts the raw value, which may be undefined. */
  readonly schema: z.ZodType<T>;
  /** The name of its type in the settings table. */
  readonly type: string;
  /** The text for its default in the settings table. */
  readonly shownDefault: string;
  /** Whether it can be set as a secret. Its value is then used as one, and is never shown, not even in an error. */
  readonly secret: boolean;
  /** The texts that have to be set as a secret; default: none has to. */
  readonly secretIf?: SecretIf | undefined;
  /** Whether its raw value must be text, also when it looks like a number. */
  readonly isText: boolean;
}

function setting<T, A extends Absence<T>>(
  type: string,
  about: Description & A,
  schema: z.ZodType<T>,
  show: (value: T) => string = String,
): Setting<ValueOf<T, A>> {
  const { allowed, does } = about;
  const absence: Absence<T> = about;
  const secret = type === 'secret' || type === 'text or secret';
  const common = {
    allowed,
    does,
    type,
    secret,
    isText: secret || type === 'text',
  };
  if ('default' in absence) {
    const withDefault = schema.optional().transform((value) => value ?? absence.default);
    return { ...common, schema: withDefault, shownDefault: show(absence.default) };
  }
  if ('required' in absence) return { ...common, schema, shownDefault: 'required' };
  // The cast is safe: ValueOf allows undefined for optional settings.
  const optional = schema.optional() as never;
  return { ...common, schema: optional, shownDefault: absence.shownDefault ?? 'none' };
}

/** A text that matches a pattern. */
export function text<const A extends Absence<string>>(about: Description & A & { readonly pattern: RegExp }) {
  return setting<string, A>('text', about, z.string().regex(about.pattern));
}

/**
 * A secret text. Errors do not show it, and the state contains it only encrypted.
 *
 * The length is from `leastBytes` (default 1) to `mostBytes` (default no limit) bytes of UTF-8.
 */
export function secretText<const A extends Absence<pulumi.Output<string>>>(
  about: Description & A & { readonly leastBytes?: number; readonly mostBytes?: number },
) {
  const { leastBytes = 1, mostBytes = Infinity } = about;
  const fits = (value: string): boolean => {
    const bytes = Buffer.byteLength(value);
    return bytes >= leastBytes && bytes <= mostBytes;
  };
  return setting<pulumi.Output<string>, A>(
    'secret',
    about,
    z
      .string()
      .refine(fits)
      .transform((value) => pulumi.secret(value)),
  );
}

/**
 * A text that can be set as a secret. Its value is used as one in any case: errors do not show it, and the state contains it only
 * encrypted.
 *
 * It matches a pattern. A text of `secretIf` is refused unless it was set as a secret.
 */
export function textOrSecret<const A extends Absence<pulumi.Output<string>>>(
  about: Description & A & { readonly pattern: RegExp; readonly secretIf: SecretIf },
) {
  const schema = z
    .string()
    .regex(about.pattern)
    .transform((value) => pulumi.secret(value));
  return { ...setting<pulumi.Output<string>, A>('text or secret', about, schema), secretIf: about.secretIf };
}

/** A whole number from `atLeast` to `atMost`. The raw value may be text with digits. */
export function wholeNumber<const A extends Absence<number>>(
  about: Description & A & { readonly atLeast: number; readonly atMost: number },
) {
  const spelt = (raw: unknown): unknown => (typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : raw);
  return setting<number, A>(
    'whole number',
    about,
    z.preprocess(spelt, z.int().min(about.atLeast).max(about.atMost)),
  );
}

/** A boolean. The raw value may be the text `true` or `false`. */
export function flag<const A extends Absence<boolean>>(about: Description & A) {
  const word = z.enum(['true', 'false']).transform((value) => value === 'true');
  return setting<boolean, A>('true or false', about, z.union([z.boolean(), word]));
}

/** One of several words. */
export function choice<const W extends string, const A extends Absence<W>>(
  words: readonly W[],
  about: Description & A,
) {
  return setting<W, A>('one of', about, z.enum(words));
}

/** A list of one or more texts, each of which matches a pattern. */
export function textList<const A extends Absence<readonly string[]>>(
  about: Description & A & { readonly pattern: RegExp },
) {
  // A list is JSON text at the top level, and a list within a group.
  const list = z.preprocess(parsed, z.array(z.string().regex(about.pattern)).min(1).readonly());
  return setting<readonly string[], A>('list of text', about, list, (value) => value.join(' '));
}

/** Parses JSON text; returns any other value unchanged. */
export function parsed(raw: unknown): unknown {
  if (typeof raw !== 'string') return raw;
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return raw;
  }
}
