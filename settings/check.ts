import { isSetting, type Definitions, type ValuesOf } from './definitions';
import type { Setting } from './kinds';
import { UnknownNames } from './unknown-names';

/** Values as a stack gives them: text, or what the JSON of a group holds. */
export type Raw = Readonly<Record<string, unknown>>;

/** The result of a check: the settings, or one line for each mistake. */
export type Checked<S> = { readonly settings: S } | { readonly errors: readonly string[] };

/** What no single setting can tell: that some of them only make sense together. */
export interface Rule {
  /** The group whose values are looked at; default: those at the top. */
  readonly group?: string;
  /** The mistakes in the values as they are given, each starting with the name of a setting. */
  readonly check: (given: Raw) => readonly string[];
}

/**
 * Checks a stack's raw settings against definitions; pure.
 *
 * @param definitions - the settings that there are
 * @param project - the project's name, which errors put before the names of settings
 * @param raw - the values by top-level name
 * @param rules - what has to hold between settings; default: nothing
 * @returns the settings with every default filled in, or every mistake that was found
 */
export function checkSettings<D extends Definitions>(
  definitions: D,
  project: string,
  raw: Raw,
  rules: readonly Rule[] = [],
): Checked<ValuesOf<D>> {
  const check = new Check(project, new UnknownNames(project, definitions));
  const settings = check.group('', definitions, raw);
  for (const rule of rules) check.together(rule, raw);
  // The check fills in exactly the properties of the definitions, which is what ValuesOf derives.
  return check.errors.length > 0 ? { errors: check.errors } : { settings: settings as ValuesOf<D> };
}

/** One check of a stack's settings, which collects every mistake. */
class Check {
  readonly errors: string[] = [];

  constructor(
    private readonly project: string,
    private readonly unknown: UnknownNames,
  ) {}

  /** Checks one group, whose names start with the prefix, and gives its values. */
  group(prefix: string, group: Definitions, raw: Raw): Raw {
    for (const name of Object.keys(raw)) {
      if (!Object.hasOwn(group, name)) this.errors.push(this.unknown.errorOf(prefix + name));
    }
    const values: Record<string, unknown> = {};
    for (const [name, definition] of Object.entries(group)) {
      values[name] = isSetting(definition)
        ? this.one(`${this.project}:${prefix}${name}`, definition, raw[name])
        : this.inner(`${prefix}${name}`, definition, raw[name]);
    }
    return values;
  }

  /** Checks what has to hold between settings. */
  together({ group, check }: Rule, raw: Raw): void {
    const given = group === undefined ? raw : (asGroup(raw[group]) ?? {});
    const prefix = group === undefined ? '' : `${group}.`;
    this.errors.push(...check(given).map((mistake) => `${this.project}:${prefix}${mistake}`));
  }

  private inner(name: string, definition: Definitions, given: unknown): unknown {
    const raw = asGroup(given);
    if (raw !== undefined) return this.group(`${name}.`, definition, raw);
    const example = `${name}.${Object.keys(definition)[0] ?? ''}`;
    this.errors.push(
      `${this.project}:${name} is ${JSON.stringify(given)}: it must be a group of settings, each set by its path, such as \`pulumi config set --path ${example} …\``,
    );
    return undefined;
  }

  private one(full: string, definition: Setting<unknown>, raw: unknown): unknown {
    if (raw === undefined) {
      if (definition.required) this.errors.push(settingError(full, definition, raw));
      return definition.fallback;
    }
    // A list at the top level arrives as JSON text, one within a group as a list.
    const list = definition.type === 'list of text' && typeof raw === 'string';
    const value = definition.parse(list ? parseJson(raw) : raw);
    if (value === undefined) this.errors.push(settingError(full, definition, raw));
    return value;
  }
}

function settingError(full: string, definition: Setting<unknown>, raw: unknown): string {
  const shown = raw === undefined ? 'not set' : definition.secret ? 'not allowed' : JSON.stringify(raw);
  return `${full} is ${shown}: it must be ${definition.allowed}`;
}

/** The group that a raw value holds: empty when it is not set, `undefined` when the value is not a group. */
function asGroup(raw: unknown): Raw | undefined {
  if (raw === undefined) return {};
  const value: unknown = typeof raw === 'string' ? parseJson(raw) : raw;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : undefined;
}

/** What JSON text stands for, or the text itself when it is not JSON. */
function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}
