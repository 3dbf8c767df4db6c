/** How what differs from one deployment to the next is shown. */
export interface Naming {
  /**
   * @param name - the name in the cluster
   * @param position - its place among the pods of its workload, from 1
   */
  readonly pod: (name: string, position: number, workloadKind: string) => string;
  /** The name of a Secret, a ConfigMap or a claim. */
  readonly resource: (name: string) => string;
  /** How often a pod was started again, as it is added to its state. */
  readonly restarts: (count: number) => string;
  /** What the pods of a workload are sorted by, beside what they look like. */
  readonly order: (name: string) => string;
}

/** All that the cluster tells. */
export const asTheyAre: Naming = {
  pod: (name) => name,
  resource: (name) => name,
  restarts: (count) => (count === 0 ? '' : `, ${count} ${count === 1 ? 'restart' : 'restarts'}`),
  order: (name) => name,
};

/** The end of a name that Pulumi or a hash has made unlike any other. */
const suffix = /-[0-9a-f]{8}$/;

/** Only what is the same in each deployment with the same settings. */
export const stable: Naming = {
  // The pods of a StatefulSet keep their names, those of a Deployment are made up.
  pod: (name, position, kind) => (kind === 'StatefulSet' ? name : `pod ${position}`),
  resource: (name) => name.replace(suffix, ''),
  restarts: () => '',
  order: () => '',
};
