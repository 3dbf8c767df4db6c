import * as pulumi from '@pulumi/pulumi';

/** What every setting says of itself, whatever the type of its value. */
export interface Description {
  /** What is allowed, worded to follow "it must be". */
  readonly allowed: string;
  /** What the setting does, in one sentence. */
  readonly does: string;
}

/** One setting: what it says of itself, and how a raw value becomes a checked one. */
export interface Setting<T> extends Description {
  /** The word for its type in the settings table. */
  readonly type: string;
  /** Its default as the settings table shows it. */
  readonly shownDefault: string;
  /** Its value when the stack does not set it, or `undefined` when the stack may leave it without one. */
  readonly fallback: T | undefined;
  /** True when the stack has to set it. */
  readonly required: boolean;
  /** True when its value must not be shown, not even in an error. */
  readonly secret: boolean;
  /** The checked value, or `undefined` when the raw one is not allowed. */
  readonly parse: (raw: unknown) => T | undefined;
}

/** What a setting without a value falls back to: a default, nothing, or an error. */
export type Absence<T> =
  | { readonly default: T }
  | { readonly optional: true; readonly shownDefault?: string }
  | { readonly required: true };

/** The value that a setting with the given absence can end up with. */
type ValueOf<T, A extends Absence<T>> = A extends { readonly optional: true } ? T | undefined : T;

function setting<T, A extends Absence<T>>(
  type: string,
  about: Description & A,
  parse: (raw: unknown) => T | undefined,
  show: (value: T) => string,
  secret = false,
): Setting<ValueOf<T, A>> {
  const absence: Absence<T> = about;
  return {
    allowed: about.allowed,
    does: about.does,
    type,
    secret,
    required: 'required' in absence,
    fallback: 'default' in absence ? absence.default : undefined,
    shownDefault:
      'default' in absence
        ? show(absence.default)
        : 'required' in absence
          ? 'required'
          : (absence.shownDefault ?? 'none'),
    parse,
  };
}

/** A setting whose value is text that matches a pattern. */
export function text<const A extends Absence<string>>(about: Description & A & { readonly pattern: RegExp }) {
  return setting<string, A>(
    'text',
    about,
    (raw) => (typeof raw === 'string' && about.pattern.test(raw) ? raw : undefined),
    String,
  );
}

/** A setting whose value is text that neither an error nor the state shows in clear. */
export function secretText<const A extends Absence<pulumi.Output<string>>>(about: Description & A) {
  return setting<pulumi.Output<string>, A>(
    'secret',
    about,
    (raw) => (typeof raw === 'string' && raw !== '' ? pulumi.secret(raw) : undefined),
    () => 'a secret',
    true,
  );
}

/** A setting whose value is a whole number within bounds, both included; text that spells one is taken too. */
export function wholeNumber<const A extends Absence<number>>(
  about: Description & A & { readonly atLeast: number; readonly atMost: number },
) {
  const parse = (raw: unknown): number | undefined => {
    const value = typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : raw;
    const within =
      Number.isInteger(value) && (value as number) >= about.atLeast && (value as number) <= about.atMost;
    return within ? (value as number) : undefined;
  };
  return setting<number, A>('whole number', about, parse, String);
}

/** A setting that is either on or off; the words `true` and `false` are taken too. */
export function flag<const A extends Absence<boolean>>(about: Description & A) {
  const parse = (raw: unknown): boolean | undefined => {
    if (raw === true || raw === 'true') return true;
    return raw === false || raw === 'false' ? false : undefined;
  };
  return setting<boolean, A>('true or false', about, parse, String);
}

/** A setting whose value is one of a few words. */
export function choice<const W extends string, const A extends Absence<W>>(
  words: readonly W[],
  about: Description & A,
) {
  return setting<W, A>('one of', about, (raw) => words.find((word) => word === raw), String);
}

/** A setting whose value is a list of at least one text, each of which matches a pattern. */
export function textList<const A extends Absence<readonly string[]>>(
  about: Description & A & { readonly pattern: RegExp },
) {
  const parse = (raw: unknown): readonly string[] | undefined => {
    const items: readonly unknown[] = Array.isArray(raw) ? raw : [];
    const texts = items.filter(
      (item): item is string => typeof item === 'string' && about.pattern.test(item),
    );
    return texts.length > 0 && texts.length === items.length ? texts : undefined;
  };
  return setting<readonly string[], A>('list of text', about, parse, (value) => value.join(' '));
}
