import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

/** What a disruption budget guards. */
export interface DisruptionBudgetArgs {
  /** Its name, namespace and labels. */
  readonly metadata: k8s.types.input.meta.v1.ObjectMeta;
  /** The labels of the pods. */
  readonly selector: Readonly<Record<string, string>>;
  /** How many pods must stay available; default: all but one. */
  readonly minAvailable?: number;
}

/**
 * Limits how many pods can be evicted at the same time, for example when a node is drained. A pod that is not ready serves
 * nobody, so it can always be evicted.
 *
 * @param name - the name of the resource in the stack
 * @param args - which pods, and how many must stay available
 * @param opts - the options of the resource
 */
export function disruptionBudget(
  name: string,
  { metadata, selector, minAvailable }: DisruptionBudgetArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.policy.v1.PodDisruptionBudget {
  return new k8s.policy.v1.PodDisruptionBudget(
    name,
    {
      metadata,
      spec: {
        ...(minAvailable === undefined ? { maxUnavailable: 1 } : { minAvailable }),
        selector: { matchLabels: selector },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    },
    opts,
  );
}
