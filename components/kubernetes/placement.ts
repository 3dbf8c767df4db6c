import type { types } from '@pulumi/kubernetes';

/** The part of a pod's specification that says which nodes its replicas go to. */
export type Placement = Pick<types.input.core.v1.PodSpec, 'affinity' | 'topologySpreadConstraints'>;

const topologyKey = 'kubernetes.io/hostname';

/**
 * Puts all replicas on one node, for a shared `ReadWriteOnce` volume. Such a volume is attached to one node at a time, and a
 * pod on another node would wait for it for ever.
 *
 * @param selector - the labels that select the pods
 */
export function onOneNode(selector: Record<string, string>): Placement {
  const labelSelector = { matchLabels: selector };
  return {
    affinity: {
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector }] },
    },
  };
}

/**
 * Spreads the replicas over the nodes as evenly as possible, so that the loss of a node stops as few as possible.
 *
 * @param selector - the labels that select the pods
 */
export function overAllNodes(selector: Record<string, string>): Placement {
  const labelSelector = { matchLabels: selector };
  return {
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
    ],
  };
}
