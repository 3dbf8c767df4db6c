/** What distinguishes the labels of one object from those of another. */
export interface LabelArgs {
  /** The program that the object belongs to, such as `cryptoserver`. */
  readonly name: string;
  /** Which installation of that program, unique in its namespace. */
  readonly instance: string;
  /** The object's role in it, such as `server`; none for what belongs to all roles. */
  readonly component?: string;
}

/**
 * The standard `app.kubernetes.io/*` labels of an object of this project. They carry no version: an image is known by
 * its digest, and a label that changed with it would restart pods for nothing.
 */
export function standardLabels(args: LabelArgs): Record<string, string> {
  return {
    ...selectorLabels(args),
    'app.kubernetes.io/part-of': 'shared-keys',
    'app.kubernetes.io/managed-by': 'pulumi',
  };
}

/**
 * The labels that select a program's pods; where it has pods of several roles, those of one when `component` is given.
 * A workload's selector is immutable, so only what never changes.
 */
export function selectorLabels({ name, instance, component }: LabelArgs): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': instance,
    ...(component === undefined ? {} : { 'app.kubernetes.io/component': component }),
  };
}
