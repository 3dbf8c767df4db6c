/** What the labels of an object depend on. */
export interface LabelArgs {
  /** The application that the object belongs to, such as `cryptoserver`. */
  readonly name: string;
  /** The name of this installation of the application, unique in its namespace. */
  readonly instance: string;
  /** The object's role in the application, such as `server`; none for an object that belongs to all roles. */
  readonly component?: string;
}

/**
 * The standard `app.kubernetes.io/*` labels of an object of this project. They have no version: images are
 * identified by their digests, and a changed label would restart pods without need.
 */
export function standardLabels(args: LabelArgs): Record<string, string> {
  return {
    ...selectorLabels(args),
    'app.kubernetes.io/part-of': 'shared-keys',
    'app.kubernetes.io/managed-by': 'pulumi',
  };
}

/**
 * The labels that select an application's pods: those of one role when `component` is given, and otherwise all. They contain
 * only what never changes, since the selector of a workload is immutable.
 */
export function selectorLabels({ name, instance, component }: LabelArgs): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': instance,
    ...(component === undefined ? {} : { 'app.kubernetes.io/component': component }),
  };
}
