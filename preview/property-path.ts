/** A step into a value: the key of an object, or the index of a list. */
export type Step = string | number;

/**
 * Parses a path as Pulumi writes them.
 *
 * @param path - such as `spec.ports[0].port` or `metadata.annotations["example.org/name"]`
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/property_path.go
 */
export function stepsOf(path: string): Step[] {
  const parts = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g);
  return [...parts].map(([, quoted, index, key = '']) => {
    if (quoted !== undefined) return quoted.replaceAll(/\\(.)/g, '$1');
    return index === undefined ? key : Number(index);
  });
}

/** The value at a path; undefined when there is none. */
export function valueAt(value: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>((inner, step) => {
    if (inner === null || typeof inner !== 'object' || !Object.hasOwn(inner, step)) return undefined;
    return (inner as Record<Step, unknown>)[step];
  }, value);
}
