import type { KubernetesObject } from '../destroy/kubectl';

/** How a container ended. */
export interface Terminated {
  readonly exitCode: number;
  readonly reason?: string;
  /** The end of its log, when the pod asks for that (`FallbackToLogsOnError`). */
  readonly message?: string;
}

/** The state of a container. */
export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: { readonly startedAt: string };
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

/** A condition of a pod, a workload or a node. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** A pod, as far as it is read. */
export interface Pod extends KubernetesObject {
  readonly kind: 'Pod';
  readonly status: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

/** An event of the namespace of a stack. */
export interface Event extends KubernetesObject {
  readonly kind: 'Event';
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly involvedObject: { readonly kind: string; readonly name: string; readonly uid?: string };
}

/** What is asked of the cluster: pods, events, and objects with conditions. */
export type Observed = KubernetesObject & {
  readonly status?: { readonly conditions?: readonly Condition[] };
};

/** The time of an event, in milliseconds since 1970; 0 when it has none. */
export function timeOf({ lastTimestamp, eventTime, firstTimestamp }: Event): number {
  return Date.parse(lastTimestamp ?? eventTime ?? firstTimestamp ?? '') || 0;
}

/** The newest event of an object that has one of the reasons. */
export function newestEvent(
  events: readonly Event[],
  object: KubernetesObject,
  reasons: readonly string[],
): Event | undefined {
  return events
    .filter(({ involvedObject, reason = '' }) => {
      const { kind, name, uid } = involvedObject;
      const isOf =
        uid === undefined
          ? kind === object.kind && name === object.metadata.name
          : uid === object.metadata.uid;
      return isOf && reasons.includes(reason);
    })
    .sort((a, b) => timeOf(a) - timeOf(b))
    .at(-1);
}

/** The containers of a pod, in the order in which they run. */
export function containersOf({ status }: Pod): readonly ContainerStatus[] {
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
}

/** Whether a pod is not as it should be: it is not ready, or a container of it has failed before. */
export function isUnwell(pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp !== undefined || pod.status.phase === 'Succeeded') return false;
  const { containerStatuses = [] } = pod.status;
  const ready = containerStatuses.length > 0 && containerStatuses.every((container) => container.ready);
  return !ready || containersOf(pod).some(({ restartCount }) => restartCount > 0);
}
