import assert from 'node:assert/strict';

import type { BadExample, Manifest, Rule } from '../../../policy/rule';

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

/** Values to put in the place of others: those that rules look for, empty ones, and ones of other types. */
const values = [
  undefined,
  null,
  true,
  false,
  0,
  1,
  2.5,
  3,
  '',
  'other',
  '0%',
  '100%',
  'registry.example/a:1',
  'ALL',
  '/healthz',
  'https://reader:pass@a.example/',
  [],
  {},
  [''],
  [{}],
];

/** What a container may have besides. */
const containers = [
  {},
  { restartPolicy: 'Always' },
  { env: [{ name: 'API_TOKEN', value: 'x' }] },
  { ports: [{ hostPort: 80 }] },
];

/**
 * Objects that differ from given ones by one change, without end: a field is removed or has another value, a container is
 * added, or something is as in a bad example of a rule.
 *
 * @param objects - the objects
 * @param rules - the rules whose bad examples are used
 * @param seed - equal seeds give equal mutations
 */
export function* mutations(
  objects: readonly Manifest[],
  rules: readonly Pick<Rule, 'good' | 'bad'>[],
  seed: number,
): Generator<Mutation, never> {
  const next = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[next(list.length)]!;
  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  for (;;) {
    const kind = pick(kinds);
    const object = pick(objects.filter((one) => one.kind === kind));
    const copy = structuredClone(object) as Record<string, unknown>;
    const changes = [
      () => anotherValue(copy, pick),
      () => anotherValue(copy, pick),
      () => asInBadExample(copy, rules, pick),
      () => withContainer(copy, pick),
    ];
    const what = pick(changes)();
    if (what === undefined) continue;
    const name = (object.metadata as Manifest).name as string;
    yield { what: `${kind as string} ${name}: ${what}`, object: copy };
  }
}

/** Takes one of a list at random. */
type Chooser = <T>(list: readonly T[]) => T;

/** Removes a field, or gives it another value. */
function anotherValue(object: Record<string, unknown>, pick: Chooser): string {
  const paths = pathsIn(object).filter(([first]) => first !== 'apiVersion' && first !== 'kind');
  // Most labels and annotations have nothing to do with the rules.
  const content = paths.filter(([first]) => first !== 'metadata');
  const at = pick(content.length > 0 && pick([true, true, true, false]) ? content : paths);
  const to = pick(values);
  set(object, at, to);
  return `${at.join('.')} = ${JSON.stringify(to)}`;
}

/** Makes the change of a bad example, where the object has the place for it. */
function asInBadExample(
  object: Record<string, unknown>,
  rules: readonly Pick<Rule, 'good' | 'bad'>[],
  pick: Chooser,
): string | undefined {
  const { good, bad } = pick(rules);
  const { at, to, of = 0 } = pick(bad);
  if (good[of]?.kind !== object.kind) return undefined;
  const path = typeof at === 'string' ? at.split('.') : at.map(String);
  if (!set(object, path, to)) return undefined;
  return `${path.join('.')} = ${JSON.stringify(to)}`;
}

/** Adds a container to a pod template: a copy of its first one, changed. */
function withContainer(object: Record<string, unknown>, pick: Chooser): string | undefined {
  const pod = (object.spec as { template?: { spec?: Record<string, unknown[]> } } | undefined)?.template
    ?.spec;
  const first = pod?.containers?.[0] as Record<string, unknown> | undefined;
  if (pod === undefined || first === undefined) return undefined;
  const list = pick(['containers', 'initContainers']);
  const container: Record<string, unknown> = {
    ...structuredClone(first),
    ...pick(containers),
    name: 'added',
  };
  const without = pick(Object.keys(first));
  Reflect.deleteProperty(container, without);
  pod[list] = [...(pod[list] ?? []), container];
  return `a container more in ${list}, without ${without}: ${JSON.stringify(container)}`;
}

/** Sets a value, or removes it when it is undefined; false when there is no place for it. */
function set(object: Record<string, unknown>, path: readonly string[], to: unknown): boolean {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((value, step) => (value as Manifest | undefined)?.[step], object);
  if (parent === null || typeof parent !== 'object') return false;
  const last = path.at(-1)!;
  if (to !== undefined) (parent as Record<string, unknown>)[last] = structuredClone(to);
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
  return true;
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
