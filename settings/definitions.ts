import type { Setting } from './kinds';

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
  return typeof definition.parse === 'function';
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
