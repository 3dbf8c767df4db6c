import type { z } from 'zod';

import { isSetting, schemaOf, type Definitions, type ValuesOf } from './definitions';
import { parsed, type Setting } from './kinds';
import { noSecrets, SetAsSecret, type Secrets } from './set-as-secret';
import { UnknownNames } from './unknown-names';

/** Values as in the configuration of a stack: text, or parsed JSON within a group. */
export type Raw = Readonly<Record<string, unknown>>;

/** The result of a check: the settings, or one line for each mistake. */
export type Checked<S> = { readonly settings: S } | { readonly errors: readonly string[] };

/** A check that concerns several settings, such as two that exclude each other. */
export interface Rule {
  /** The group of settings to check; default: the top-level settings. */
  readonly group?: string;
  /** Returns the mistakes in the raw values; each begins with the name of a setting. */
  readonly check: (given: Raw) => readonly string[];
}

/**
 * Checks the raw settings of a stack against definitions. A pure function.
 *
 * @param definitions - all known settings
 * @param project - the name of the project: the prefix of every setting in errors
 * @param raw - the values by top-level name
 * @param rules - checks across several settings; default: none
 * @param secrets - which values were set as secrets; default: none
 * @returns the settings with their defaults filled in, or all mistakes
 */
export function checkSettings<D extends Definitions>(
  definitions: D,
  project: string,
  raw: Raw,
  rules: readonly Rule[] = [],
  secrets: Secrets = noSecrets,
): Checked<ValuesOf<D>> {
  const result = schemaOf(definitions).safeParse(raw);
  const unknown = new UnknownNames(definitions);
  const setAsSecret = new SetAsSecret(definitions, raw, secrets);
  const wrongSecrets = setAsSecret.mistakes();
  const mistakes = new Set([
    ...(result.error?.issues ?? []).flatMap((issue) =>
      mistakesOf(issue, definitions, raw, unknown, setAsSecret),
    ),
    ...wrongSecrets,
    // A rule may show what it finds wrong.
    ...(wrongSecrets.length > 0 ? [] : rules.flatMap((rule) => brokenBy(rule, raw))),
  ]);
  if (mistakes.size > 0) return { errors: [...mistakes].map((mistake) => `${project}:${mistake}`) };
  // The schema has exactly the properties of the definitions, which is what ValuesOf derives.
  return { settings: result.data as ValuesOf<D> };
}

/** Describes one issue of the schema, with one line for each setting concerned. */
function mistakesOf(
  { code, path, ...issue }: z.core.$ZodIssue,
  definitions: Definitions,
  raw: unknown,
  unknown: UnknownNames,
  setAsSecret: SetAsSecret,
): string[] {
  let definition: Setting<unknown> | Definitions = definitions;
  let given = raw;
  const names: string[] = [];
  // For an issue within a list, stop at the list: an index is not a name.
  for (const name of path.map(String)) {
    if (isSetting(definition)) break;
    definition = definition[name] ?? {};
    given = (parsed(given) as Raw)[name];
    names.push(name);
  }
  const full = names.join('.');
  const secret = setAsSecret.includes(full);
  if (isSetting(definition)) {
    if (definition.isText && (typeof given === 'number' || typeof given === 'boolean'))
      return [notText(full, given, definition, secret)];
    const hidden = definition.secret || secret;
    const shown = given === undefined ? 'not set' : hidden ? 'not allowed' : JSON.stringify(given);
    return [`${full} is ${shown}: it must be ${definition.allowed}`];
  }
  if (code === 'unrecognized_keys' && 'keys' in issue) {
    return issue.keys.map((name) => unknown.mistakeOf([...names, name].join('.')));
  }
  const example = `${full}.${Object.keys(definition)[0] ?? ''}`;
  return [
    `${full} is ${secret ? 'not allowed' : JSON.stringify(given)}: it must be a group of settings, each set by its path, such as \`pulumi config set --path ${example} …\``,
  ];
}

/**
 * Describes a value that Pulumi stores as a number, true or false, where it looks like one and has to be text:
 * `pulumi config set --path` decides so by itself. https://www.pulumi.com/docs/iac/cli/commands/pulumi_config_set/
 */
function notText(
  name: string,
  given: number | boolean,
  { allowed, secret: canBeSecret }: Setting<unknown>,
  isSecret: boolean,
): string {
  const kind = typeof given === 'number' ? 'a number' : 'true or false';
  const secret = canBeSecret || isSecret;
  const shown = secret ? `not text but ${kind}` : `${given}, which Pulumi took for ${kind}`;
  const command = secret ? `--secret --type string ${name}` : `--type string ${name} ${given}`;
  return `${name} is ${shown}: it must be ${allowed}; \`pulumi config set --path ${command}\` sets it as text`;
}

/** The mistakes that a rule finds; none when the value of its group is not an object. */
function brokenBy({ group, check }: Rule, raw: Raw): string[] {
  if (group === undefined) return [...check(raw)];
  const given = parsed(raw[group]);
  const named = typeof given === 'object' && given !== null ? check(given as Raw) : [];
  return named.map((mistake) => `${group}.${mistake}`);
}
