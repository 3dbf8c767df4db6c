import type { ContainerPart, PodPart } from './model';
import type { Naming } from './naming';
import type { Pod, Service, Workload } from './objects';
import { containerState, isEnding, podState } from './states';
import { containersOf, servicesOf, usesOf, type Use } from './uses';

/** A pod that is drawn, with what it uses and what leads to it. */
export interface DrawnPod {
  readonly pod: Pod;
  readonly part: PodPart;
  readonly uses: readonly Use[];
}

/** A container without the id that it gets from its pod. */
type Look = Omit<ContainerPart, 'id'>;

/**
 * The pods of a workload.
 *
 * @param id - what names the workload in the picture
 * @param pods - all pods of its namespace
 * @param services - all services of its namespace
 */
export function drawPods(
  workload: Workload,
  id: string,
  pods: readonly Pod[],
  services: readonly Service[],
  naming: Naming,
): readonly DrawnPod[] {
  return pods
    .filter((pod) => isOwned(pod, workload))
    .map((pod) => {
      const containers = looksOf(pod);
      const said = podState(pod, containers);
      const uses = [...usesOf(pod.spec), ...servicesOf(pod, services, said.state === 'ready')];
      // Pods that look the same may be drawn in any order.
      const order = naming.order(pod.metadata.name) + JSON.stringify([said, containers, uses]);
      return { pod, containers, said, uses, order };
    })
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ pod, containers, said: { state, says }, uses }, index) => {
      const name = naming.pod(pod.metadata.name, index + 1, workload.kind);
      const podId = `${id}/${name}`;
      const part: PodPart = {
        id: podId,
        name,
        state,
        says: says + naming.restarts(restartsOf(pod)),
        containers: containers.map((container) => ({ id: `${podId}/${container.name}`, ...container })),
      };
      return { pod, part, uses };
    });
}

/** Whether a workload has made a pod. A Deployment does so by a ReplicaSet, whose name begins with that of the Deployment. */
function isOwned({ metadata: { ownerReferences = [] } }: Pod, { kind, metadata }: Workload): boolean {
  return ownerReferences.some((owner) =>
    kind === 'Deployment'
      ? owner.kind === 'ReplicaSet' && owner.name.replace(/-[^-]*$/, '') === metadata.name
      : owner.kind === kind && owner.name === metadata.name,
  );
}

function looksOf({ spec, status }: Pod): readonly Look[] {
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return containersOf(spec).map((container) => {
    const init = isEnding(spec, container);
    const known = statuses.find(({ name }) => name === container.name);
    return { name: container.name, init, ...containerState(known, init) };
  });
}

/** How often the containers of a pod were started again, as `npm run status` counts it. */
function restartsOf({ status: { containerStatuses = [] } }: Pod): number {
  return containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
}
