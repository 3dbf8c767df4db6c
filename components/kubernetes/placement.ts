import type { types } from '@pulumi/kubernetes';

/** The part of a pod's specification that says which nodes its replicas go to. */
export type Placement = Pick<types.input.core.v1.PodSpec, 'affinity' | 'topologySpreadConstraints'>;

const topologyKey = 'kubernetes.io/hostname';

/**
 * All replicas on one node, for a `ReadWriteOnce` volume that they share: it is attached to one node at a time, and a pod on
 * another would wait for it for ever.
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
 * Replicas spread over the nodes as far as there are any, so that the loss of one takes as few as can be.
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
