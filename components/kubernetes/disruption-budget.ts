import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

/** What a disruption budget guards. */
export interface DisruptionBudgetArgs {
  /** Its name, namespace and labels. */
  readonly metadata: k8s.types.input.meta.v1.ObjectMeta;
  /** The labels of the pods. */
  readonly selector: Readonly<Record<string, string>>;
  /** How many pods there are. */
  readonly replicas: number;
  /** How many pods must stay available; default: all but one. */
  readonly minAvailable?: number;
}

/**
 * Limits how many pods can be evicted at the same time, for example when a node is drained. A pod that is not ready serves
 * nobody, so it can always be evicted. One pod alone gets no budget: one that lets it go would have no effect.
 *
 * @param name - the name of the resource in the stack
 * @param args - which pods, and how many must stay available
 * @param opts - the options of the resource
 * @returns what the workload must depend on, so that the budget exists before the first pod and goes after the last: the
 * budget, or nothing
 */
export function disruptionBudget(
  name: string,
  { metadata, selector, replicas, minAvailable }: DisruptionBudgetArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  if (replicas < 2) return [];
  const spec = {
    ...(minAvailable === undefined ? { maxUnavailable: 1 } : { minAvailable }),
    selector: { matchLabels: selector },
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  };
  return [new k8s.policy.v1.PodDisruptionBudget(name, { metadata, spec }, opts)];
}
