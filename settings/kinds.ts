import * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';

/** What every setting says of itself, whatever the type of its value. */
export interface Description {
  /** What is allowed, worded to follow "it must be". */
  readonly allowed: string;
  /** What the setting does, in one sentence. */
  readonly does: string;
}

/** What a setting without a value falls back to: a default, nothing, or an error. */
export type Absence<T> =
  | { readonly default: T }
  | { readonly optional: true; readonly shownDefault?: string }
  | { readonly required: true };

/** The value that a setting with the given absence can end up with. */
type ValueOf<T, A extends Absence<T>> = A extends { readonly optional: true } ? T | undefined : T;

/** One setting: the schema that its raw value is checked by, and what it says of itself. */
export interface Setting<T> extends Description {
  /** Turns a raw value, or none, into the checked one. */
  readonly schema: z.ZodType<T>;
  /** The word for its type in the settings table. */
  readonly type: string;
  /** Its default as the settings table shows it. */
  readonly shownDefault: string;
  /** True when its value must not be shown, not even in an error. */
  readonly secret: boolean;
}

function setting<T, A extends Absence<T>>(
  type: string,
  about: Description & A,
  schema: z.ZodType<T>,
  show: (value: T) => string = String,
): Setting<ValueOf<T, A>> {
  const { allowed, does } = about;
  const absence: Absence<T> = about;
  const common = { allowed, does, type, secret: type === 'secret' };
  if ('default' in absence) {
    const withDefault = schema.optional().transform((value) => value ?? absence.default);
    return { ...common, schema: withDefault, shownDefault: show(absence.default) };
  }
  if ('required' in absence) return { ...common, schema, shownDefault: 'required' };
  return {
    ...common, // Only here may the value be undefined, as ValueOf says.
    schema: schema.optional() as never,
    shownDefault: absence.shownDefault ?? 'none',
  };
}

/** A setting whose value is text that matches a pattern. */
export function text<const A extends Absence<string>>(about: Description & A & { readonly pattern: RegExp }) {
  return setting<string, A>('text', about, z.string().regex(about.pattern));
}

/** A setting whose value is a secret of so many bytes, which neither an error nor the state shows in clear. */
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

/** A setting whose value is a whole number within bounds, both included; text that spells one is taken too. */
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

/** A setting that is either on or off; the words `true` and `false` are taken too. */
export function flag<const A extends Absence<boolean>>(about: Description & A) {
  const word = z.enum(['true', 'false']).transform((value) => value === 'true');
  return setting<boolean, A>('true or false', about, z.union([z.boolean(), word]));
}

/** A setting whose value is one of a few words. */
export function choice<const W extends string, const A extends Absence<W>>(
  words: readonly W[],
  about: Description & A,
) {
  return setting<W, A>('one of', about, z.enum(words));
}

/** A setting whose value is a list of at least one text, each of which matches a pattern. */
export function textList<const A extends Absence<readonly string[]>>(
  about: Description & A & { readonly pattern: RegExp },
) {
  // At the top level a list arrives as JSON text, within a group as a list.
  const list = z.preprocess(parsed, z.array(z.string().regex(about.pattern)).min(1).readonly());
  return setting<readonly string[], A>('list of text', about, list, (value) => value.join(' '));
}

/** What JSON text stands for; any other value as it is. */
export function parsed(raw: unknown): unknown {
  if (typeof raw !== 'string') return raw;
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return raw;
  }
}
