import type { z } from 'zod';

import { isSetting, schemaOf, type Definitions, type ValuesOf } from './definitions';
import { parsed, type Setting } from './kinds';
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
  const result = schemaOf(definitions).safeParse(raw);
  const unknown = new UnknownNames(definitions);
  const mistakes = new Set([
    ...(result.error?.issues ?? []).flatMap((issue) => mistakesOf(issue, definitions, raw, unknown)),
    ...rules.flatMap((rule) => brokenBy(rule, raw)),
  ]);
  if (mistakes.size > 0) return { errors: [...mistakes].map((mistake) => `${project}:${mistake}`) };
  // The schema has exactly the properties of the definitions, which is what ValuesOf derives.
  return { settings: result.data as ValuesOf<D> };
}

/** What is wrong by one issue of the schema, a line for each name that is concerned. */
function mistakesOf(
  { code, path, ...issue }: z.core.$ZodIssue,
  definitions: Definitions,
  raw: unknown,
  unknown: UnknownNames,
): string[] {
  let definition: Setting<unknown> | Definitions = definitions;
  let given = raw;
  const names: string[] = [];
  // Of an issue within a list, the list is what is set; the place in it is no name.
  for (const name of path.map(String)) {
    if (isSetting(definition)) break;
    definition = definition[name] ?? {};
    given = (parsed(given) as Raw)[name];
    names.push(name);
  }
  const full = names.join('.');
  if (isSetting(definition)) {
    const shown = given === undefined ? 'not set' : definition.secret ? 'not allowed' : JSON.stringify(given);
    return [`${full} is ${shown}: it must be ${definition.allowed}`];
  }
  if (code === 'unrecognized_keys' && 'keys' in issue) {
    return issue.keys.map((name) => unknown.mistakeOf([...names, name].join('.')));
  }
  const example = `${full}.${Object.keys(definition)[0] ?? ''}`;
  return [
    `${full} is ${JSON.stringify(given)}: it must be a group of settings, each set by its path, such as \`pulumi config set --path ${example} …\``,
  ];
}

/** What a rule finds wrong; nothing when its group is not one. */
function brokenBy({ group, check }: Rule, raw: Raw): string[] {
  if (group === undefined) return [...check(raw)];
  const given = parsed(raw[group]);
  const named = typeof given === 'object' && given !== null ? check(given as Raw) : [];
  return named.map((mistake) => `${group}.${mistake}`);
}
