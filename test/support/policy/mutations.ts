import assert from 'node:assert/strict';

import type { BadExample, Manifest } from '../../../policy/rule';

/** A good example with the change of a bad one; fails when that changes nothing. */
export function changed<T>(good: readonly T[], { of = 0, at, to }: BadExample): T {
  const copy = structuredClone(good[of]) as T;
  const path = typeof at === 'string' ? at.split('.') : at.map(String);
  const last = path.pop()!;
  const parent = path.reduce<unknown>((value, step) => (value as Manifest)[step], copy) as Record<
    string,
    unknown
  >;
  assert.notDeepEqual(parent[last], to, 'the bad example differs from the good one');
  if (to === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = to;
  return copy;
}

/** A changed object, and what was changed. */
export interface Mutation {
  readonly what: string;
  readonly object: Manifest;
}

/** Values to put in the place of others. */
const values = [
  undefined,
  true,
  false,
  0,
  1,
  3,
  '',
  'other',
  '0%',
  '100%',
  'registry.example/a:1',
  'ALL',
  [],
  {},
];

/**
 * Objects that differ from given ones by one field that is removed or has another value, without end.
 *
 * @param objects - the objects; their names and kinds stay
 * @param seed - equal seeds give equal mutations
 */
export function* mutations(objects: readonly Manifest[], seed: number): Generator<Mutation, never> {
  const next = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[next(list.length)]!;
  for (;;) {
    const object = pick(objects);
    const at = pick(pathsIn(object).filter(([first]) => first !== 'apiVersion' && first !== 'kind'));
    const to = pick(values);
    const copy = structuredClone(object) as Record<string, unknown>;
    const parent = at.slice(0, -1).reduce<unknown>((value, step) => (value as Manifest)[step], copy);
    const last = at.at(-1)!;
    if (to !== undefined) (parent as Record<string, unknown>)[last] = structuredClone(to);
    else if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else Reflect.deleteProperty(parent as object, last);
    const name = (object.metadata as Manifest).name as string;
    yield { what: `${object.kind as string} ${name}: ${at.join('.')} = ${JSON.stringify(to)}`, object: copy };
  }
}

/** Where all values of an object are. */
function pathsIn(value: unknown, at: readonly string[] = []): string[][] {
  const here = at.length === 0 ? [] : [[...at]];
  if (value === null || typeof value !== 'object') return here;
  return [...here, ...Object.entries(value).flatMap(([key, one]) => pathsIn(one, [...at, key]))];
}

/** A generator of whole numbers below a limit: a linear congruential one, of Numerical Recipes. */
function generator(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
