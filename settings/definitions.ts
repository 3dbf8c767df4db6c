import { z } from 'zod';

import { parsed, type Setting } from './kinds';

/** Settings and groups of settings by name. */
export interface Definitions {
  readonly [name: string]: Setting<unknown> | Definitions;
}

/** The type of the checked values: one property for each setting or group. */
export type ValuesOf<D> = {
  readonly [K in keyof D]: D[K] extends Setting<infer T> ? T : ValuesOf<D[K]>;
};

/** Whether a definition is a setting, not a group. */
export function isSetting(definition: Setting<unknown> | Definitions): definition is Setting<unknown> {
  return definition.schema instanceof z.ZodType;
}

/** The schema of a group. It allows no unknown settings; an unset group counts as empty. */
export function schemaOf(group: Definitions): z.ZodType {
  const shape = Object.entries(group).map(([name, one]) => [
    name,
    isSetting(one) ? one.schema : schemaOf(one),
  ]);
  return z.preprocess(
    (raw) => (raw === undefined ? {} : parsed(raw)),
    z.strictObject(Object.fromEntries(shape)),
  );
}

/**
 * Lists all settings with their dotted names, in the order of the definitions.
 *
 * @param group - the definitions to list
 * @param prefix - put before each name; default: empty
 */
export function listSettings(group: Definitions, prefix = ''): [string, Setting<unknown>][] {
  return Object.entries(group).flatMap(([name, definition]): [string, Setting<unknown>][] =>
    isSetting(definition) ? [[prefix + name, definition]] : listSettings(definition, `${prefix}${name}.`),
  );
}
