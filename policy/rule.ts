/** The kinds of objects that rules judge, with their versions and their names in the API. */
export const kinds = {
  ConfigMap: { apiVersion: 'v1', resource: 'configmaps' },
  Deployment: { apiVersion: 'apps/v1', resource: 'deployments' },
  Namespace: { apiVersion: 'v1', resource: 'namespaces' },
  NetworkPolicy: { apiVersion: 'networking.k8s.io/v1', resource: 'networkpolicies' },
  PersistentVolumeClaim: { apiVersion: 'v1', resource: 'persistentvolumeclaims' },
  PodDisruptionBudget: { apiVersion: 'policy/v1', resource: 'poddisruptionbudgets' },
  Secret: { apiVersion: 'v1', resource: 'secrets' },
  Service: { apiVersion: 'v1', resource: 'services' },
  StatefulSet: { apiVersion: 'apps/v1', resource: 'statefulsets' },
} as const;

/** A kind of objects that rules judge. */
export type Kind = keyof typeof kinds;

/** The kinds that make pods. */
export const workloads = ['Deployment', 'StatefulSet'] as const satisfies readonly Kind[];

/** An object of Kubernetes as it is applied. */
export type Manifest = Readonly<Record<string, unknown>>;

/** One thing that an object must fulfil. */
export interface Validation {
  /** What is true of an object that fulfils it, in CEL. It may use `object`, and `variables.NAME` of {@link variables}. */
  readonly expression: string;
  /** What is wrong with an object that does not, without values of the object: they may be secret. */
  readonly message: string;
  /** How to mend it. */
  readonly remedy: string;
}

/** A bad example: a good one that differs by one thing. */
export interface BadExample {
  /** What is wrong with it. */
  readonly what: string;
  /** The good example; default: the first one. */
  readonly of?: number;
  /** Where it differs: the names and indices that lead there, such as `spec.volumes.0.name`. */
  readonly at: string | readonly (string | number)[];
  /** What is there; default: nothing, also not the field. */
  readonly to?: unknown;
}

/** A rule for single objects, in CEL as of ValidatingAdmissionPolicy: the cluster can judge by the same text. */
export interface Rule {
  readonly name: string;
  /** Why, in a sentence, with its source. */
  readonly why: string;
  /** The kinds that it judges. */
  readonly matches: readonly Kind[];
  readonly validations: readonly Validation[];
  /** Objects that pass. */
  readonly good: readonly Manifest[];
  readonly bad: readonly BadExample[];
}

/**
 * The variables of all rules for workloads, by their names: expressions in CEL, of which a later one may use earlier ones.
 * Ephemeral containers are not in a template; the Pod Security level of the namespace judges them.
 */
export const variables: Readonly<Record<string, string>> = {
  pod: 'object.spec.template.spec',
  inits: 'has(variables.pod.initContainers) ? variables.pod.initContainers : []',
  containers: 'variables.pod.containers + variables.inits',
  volumes: 'has(variables.pod.volumes) ? variables.pod.volumes : []',
};

/** The names of the variables that an expression uses, and those that they use, in the order of their definition. */
export function variablesOf(expression: string): readonly string[] {
  const names = Object.keys(variables);
  const used = new Set<string>();
  const find = (text: string): void => {
    for (const name of names)
      if (!used.has(name) && new RegExp(`\\bvariables\\.${name}\\b`).test(text)) {
        used.add(name);
        find(variables[name] ?? '');
      }
  };
  find(expression);
  return names.filter((name) => used.has(name));
}
