import { z } from 'zod';

import { parsed, type Setting } from './kinds';

/** A setting, or a group of them under one name. */
export interface Definitions {
  readonly [name: string]: Setting<unknown> | Definitions;
}

/** The values that definitions stand for, one property for each. */
export type ValuesOf<D> = {
  readonly [K in keyof D]: D[K] extends Setting<infer T> ? T : ValuesOf<D[K]>;
};

/** True when a definition is one setting and not a group of them. */
export function isSetting(definition: Setting<unknown> | Definitions): definition is Setting<unknown> {
  return definition.schema instanceof z.ZodType;
}

/** The schema of a group: the settings it has and no others; a group that is not set is empty. */
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
 * Every setting of the given definitions under its dotted name, in order.
 *
 * @param group - the definitions to list
 * @param prefix - what to put before each name; default: nothing
 */
export function listSettings(group: Definitions, prefix = ''): [string, Setting<unknown>][] {
  return Object.entries(group).flatMap(([name, definition]): [string, Setting<unknown>][] =>
    isSetting(definition) ? [[prefix + name, definition]] : listSettings(definition, `${prefix}${name}.`),
  );
}
