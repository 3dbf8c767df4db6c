import type { Cluster } from '../local/cluster/cluster';
import type { PodState, SystemState } from './report';

/** The common fields of a Deployment, a StatefulSet and a pod. */
interface Labelled {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

interface Workload extends Labelled {
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly readyReplicas?: number };
}

interface Pod extends Labelled {
  readonly kind: 'Pod';
  readonly status: {
    readonly phase?: string;
    readonly containerStatuses?: readonly {
      readonly ready: boolean;
      readonly restartCount: number;
      readonly state?: { waiting?: { reason?: string } };
    }[];
    readonly initContainerStatuses?: readonly {
      readonly state?: { running?: object; waiting?: { reason?: string } };
    }[];
  };
}

/** The state of the deployed systems. */
export interface SystemsState {
  /** Each system of each namespace. */
  readonly systems: readonly SystemState[];
  readonly pods: readonly PodState[];
}

/** The name of the system that an object belongs to; empty for an object without one. */
export function systemOf({ metadata }: { readonly metadata: Pick<Labelled['metadata'], 'labels'> }): string {
  return metadata.labels?.['app.kubernetes.io/name'] ?? '';
}

/** The state of a pod in one word: a waiting reason of Kubernetes such as `CrashLoopBackOff`, or a phase. */
export function stateOf(pod: Pod): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'terminating';
  const waiting = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])]
    .map((container) => container.state?.waiting?.reason)
    .find((reason) => reason !== undefined && reason !== 'PodInitializing');
  if (waiting) return waiting;
  const ready = pod.status.containerStatuses?.every((container) => container.ready) ?? false;
  if (pod.status.initContainerStatuses?.some((container) => container.state?.running)) return 'initializing';
  return ready ? 'ready' : (pod.status.phase?.toLowerCase() ?? 'unknown');
}

/** The label selector of all objects of this project, of any stack. */
export const ours = 'app.kubernetes.io/part-of=shared-keys';

/**
 * Reads the state of all systems in the cluster that have the label of this project, of any stack.
 *
 * @throws Error when the API server does not answer
 */
export async function readSystems(cluster: Pick<Cluster, 'kubectl'>): Promise<SystemsState> {
  const kinds = 'deployments,statefulsets,pods';
  const { items } = JSON.parse(
    await cluster.kubectl(['get', kinds, '-A', '-l', ours, '-o', 'json', '--request-timeout=5s']),
  ) as { items: (Workload | Pod)[] };

  const systems = new Map<string, SystemState>();
  for (const item of items) {
    if (item.kind === 'Pod') continue;
    const { namespace } = item.metadata;
    const name = systemOf(item);
    const { wanted, ready } = systems.get(`${namespace}/${name}`) ?? { wanted: 0, ready: 0 };
    systems.set(`${namespace}/${name}`, {
      name,
      namespace,
      wanted: wanted + (item.spec.replicas ?? 1),
      ready: ready + (item.status.readyReplicas ?? 0),
    });
  }
  const pods = items
    .filter((item) => item.kind === 'Pod')
    .map((pod) => ({
      system: systemOf(pod),
      namespace: pod.metadata.namespace,
      name: pod.metadata.name,
      state: stateOf(pod),
      restarts: pod.status.containerStatuses?.reduce((sum, one) => sum + one.restartCount, 0) ?? 0,
    }));
  return { systems: [...systems.values()], pods };
}
