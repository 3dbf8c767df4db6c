import { Environment } from '@marcbachmann/cel-js';

import { kinds, variables, variablesOf, type Manifest, type Rule, type Validation } from './rule';

/** A value that is not known yet, as that of a resource which a preview only plans to make. No expression can use it. */
export class Unknown {
  /** @param path - where it is in the object, such as `spec.replicas` */
  constructor(readonly path: string) {}
}

/** What a rule finds in an object. */
export interface Finding {
  readonly rule: string;
  readonly message: string;
  readonly remedy: string;
  /** The values that are not known yet, by which the rule could not be judged; empty for a violation. */
  readonly unknown: readonly string[];
}

// Objects have any form, and lists any elements, as in the API server's CEL for objects without a schema.
const cel = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
}).registerFunction('hasFields(dyn): bool', (value: unknown) => {
  if (!Array.isArray(value)) return true;
  throw new TypeError('a list has no fields');
});
const parsed = new Map<string, ReturnType<Environment['parse']>>();

/** In the API server, `has` fails for a list, while it is false for any other value. In this library it is false for a list too. */
function strict(expression: string): string {
  return expression.replace(/\bhas\(([\w.]+)\.(\w+)\)/g, '(hasFields($1) ? has($1.$2) : false)');
}

/** Evaluates an expression, which is parsed once. */
function evaluate(expression: string, context: Readonly<Record<string, unknown>>): unknown {
  const program = parsed.get(expression) ?? cel.parse(strict(expression));
  parsed.set(expression, program);
  return program(context);
}

/**
 * Judges an object by a rule.
 *
 * It fails closed: an expression that cannot be evaluated, or that gives anything but true, is a violation. The one exception is an
 * object with values that are not known yet: what only they prevent from being judged is no violation, but says so.
 *
 * @param rule - the rule
 * @param object - the object as it is applied; values that are not known yet are {@link Unknown}
 * @returns a finding for each validation that the object does not fulfil; none when the rule does not judge its kind
 */
export function judge(rule: Pick<Rule, 'name' | 'matches' | 'validations'>, object: Manifest): Finding[] {
  if (!rule.matches.some((kind) => object.kind === kind && object.apiVersion === kinds[kind].apiVersion))
    return [];
  const unknown = unknownsIn(object);
  const inCel = asCel(object);
  return rule.validations.flatMap(({ expression, message, remedy }: Validation) => {
    const finding = { rule: rule.name, message, remedy, unknown: [] };
    try {
      return isFulfilled(expression, inCel) ? [] : [finding];
    } catch (error) {
      if (unknown.length > 0 && isUnknown(error)) return [{ ...finding, unknown }];
      return [{ ...finding, message: `${message}, or the rule cannot be judged: ${firstLine(error)}` }];
    }
  });
}

function isFulfilled(expression: string, object: unknown): boolean {
  const values = {};
  const context = { object, variables: values };
  // Only when it is read, as in the API server: an expression that is true without a variable may not fail by it.
  for (const name of variablesOf(expression)) {
    const get = (): unknown => evaluate(variables[name] ?? '', context);
    Object.defineProperty(values, name, { get, enumerable: true });
  }
  return evaluate(expression, context) === true;
}

/** The fields whose values are texts by names of any kind. */
const texts = new Set(['labels', 'annotations', 'matchLabels', 'nodeSelector']);

/**
 * An object as in the API: whole numbers are of the type `int`, a field that is null is not there, and an element that is null, or a
 * text by a name, is the empty value of its type.
 *
 * @param field - the name of the field that has the value
 */
function asCel(value: unknown, field = ''): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value))
    return value.map((one: unknown) => (one === null ? emptyLike(value) : asCel(one)));
  if (value === null || typeof value !== 'object' || value instanceof Unknown) return value;
  const empty = texts.has(field) ? '' : undefined;
  const fields = Object.entries(value).map(
    ([key, one]) => [key, one === null ? empty : asCel(one, key)] as const,
  );
  return Object.fromEntries(fields.filter(([, one]) => one !== undefined));
}

/** The empty value of the type of a list's elements; null when none of them tells. */
function emptyLike(list: readonly unknown[]): unknown {
  const other = list.find((one) => one !== null);
  if (typeof other === 'string') return '';
  if (typeof other === 'number') return 0n;
  return typeof other === 'object' && !(other instanceof Unknown) ? {} : null;
}

function unknownsIn(value: unknown): string[] {
  if (value instanceof Unknown) return [value.path];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(unknownsIn) : [];
}

/** Whether an expression failed at a value that is not known. */
function isUnknown(error: unknown): boolean {
  return firstLine(error).includes(`Unsupported type: ${Unknown.name}`);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
