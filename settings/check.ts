import { closestNames } from './closest';
import { definitions, isSetting, listSettings } from './definitions';
import type { Definitions, Settings } from './definitions';
import type { Setting } from './kinds';

/** The result of a check: the settings, or what is wrong, one line for each mistake. */
export type Checked = { readonly settings: Settings } | { readonly errors: readonly string[] };

/** Values as a stack gives them: text, or what the JSON of a group holds. */
export type Raw = Readonly<Record<string, unknown>>;

const known = listSettings().map(([name]) => name);

function unknownError(project: string, name: string): string {
  const full = `${project}:${name} is not a setting:`;
  const near = closestNames(name, [...new Set([...known, ...Object.keys(definitions)])]);
  if (near.length > 0) return `${full} did you mean ${near.join(' or ')}?`;
  const group = name.slice(0, name.lastIndexOf('.') + 1);
  const beside = known.filter((other) => group !== '' && other.startsWith(group));
  if (beside.length > 0) return `${full} the settings of that group are ${beside.join(', ')}`;
  const tops = Object.entries(definitions).map(([top, definition]) =>
    isSetting(definition) ? top : `${top}.…`,
  );
  return `${full} the settings are ${tops.join(', ')}`;
}

function settingError(full: string, definition: Setting<unknown>, raw: unknown): string {
  const shown = raw === undefined ? 'not set' : definition.secret ? 'not allowed' : JSON.stringify(raw);
  return `${full} is ${shown}: it must be ${definition.allowed}`;
}

/** The group that a raw value holds: none when it is not set, `undefined` when the value is no group at all. */
function asGroup(raw: unknown): Raw | undefined {
  if (raw === undefined) return {};
  const value: unknown = typeof raw === 'string' ? parseJson(raw) : raw;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : undefined;
}

/** What JSON text stands for, or the text itself when it is no JSON. */
function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

/** Checks one group: gives its values and adds what is wrong to `errors`. */
function checkGroup(project: string, prefix: string, group: Definitions, raw: Raw, errors: string[]): Raw {
  for (const name of Object.keys(raw)) {
    if (!Object.hasOwn(group, name)) errors.push(nameError(project, prefix + name));
  }
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(group)) {
    const full = `${project}:${prefix}${name}`;
    const given = raw[name];
    if (isSetting(definition)) {
      values[name] = checkOne(full, definition, given, errors);
      continue;
    }
    const inner = asGroup(given);
    if (inner === undefined) {
      const example = `${prefix}${name}.${Object.keys(definition)[0] ?? ''}`;
      errors.push(
        `${full} is ${JSON.stringify(given)}: it must be a group of settings, each set by its path, such as \`pulumi config set --path ${example} …\``,
      );
    } else {
      values[name] = checkGroup(project, `${prefix}${name}.`, definition, inner, errors);
    }
  }
  return values;
}

function checkOne(full: string, definition: Setting<unknown>, raw: unknown, errors: string[]): unknown {
  if (raw === undefined) {
    if (definition.required) errors.push(settingError(full, definition, raw));
    return definition.fallback;
  }
  // A list at the top level arrives as JSON text, one within a group as a list.
  const list = definition.type === 'list of text' && typeof raw === 'string';
  const value = definition.parse(list ? parseJson(raw) : raw);
  if (value === undefined) errors.push(settingError(full, definition, raw));
  return value;
}

function nameError(project: string, name: string): string {
  // `config set a.b` without --path makes one flat name "a.b".
  return known.includes(name)
    ? `${project}:${name} is not in its group: set it with \`pulumi config set --path ${name} …\` after \`pulumi config rm ${name}\``
    : unknownError(project, name);
}

/** What no single setting can tell: that some of them only make sense together. */
function checkTogether(project: string, raw: Raw): string[] {
  const pairs = [
    ['registryUsername', 'registryPassword'],
    ['registryPassword', 'registryUsername'],
  ] as const;
  const halves = pairs
    .filter(([one, other]) => raw[one] !== undefined && raw[other] === undefined)
    .map(([one, other]) => `${project}:${other} is not set: it must be set together with ${one}`);
  const { image, images } = asGroup(raw.cryptoserver) ?? {};
  return image !== undefined && images === 'published'
    ? [...halves, `${project}:cryptoserver.image is set: it must not be beside cryptoserver.images published`]
    : halves;
}

/**
 * Checks a stack's raw settings against the definitions; pure.
 *
 * @param project - the project's name, which errors put before the names of settings
 * @param raw - the values by top-level name
 * @returns the settings with every default filled in, or every mistake that was found
 */
export function checkSettings(project: string, raw: Raw): Checked {
  const errors: string[] = [];
  const settings = checkGroup(project, '', definitions, raw, errors);
  errors.push(...checkTogether(project, raw));
  // checkGroup fills in exactly the properties of `definitions`, which is what Settings is derived from.
  return errors.length > 0 ? { errors } : { settings: settings as unknown as Settings };
}
