import type { ResourceKind, Workload } from './objects';

/**
 * How a part of the picture is: `gone` is what is missing in the cluster, or is being deleted. Every part also says it in words.
 */
export type State = 'ready' | 'starting' | 'broken' | 'gone';

/** What flows along an edge. `data` is what an init container leaves for the containers after it. */
export type Flow = 'traffic' | 'names' | 'Secret' | 'ConfigMap' | 'claim' | 'data' | 'starts';

/** What every part of the picture has. */
interface Part {
  /** What names it in the picture, unlike any other part. */
  readonly id: string;
  readonly name: string;
  readonly state: State;
  /** Its state in words, such as `ready` or `CrashLoopBackOff`. */
  readonly says: string;
}

/** A container of a pod. */
export interface ContainerPart extends Part {
  /** Whether it has to end before the next one starts. */
  readonly init: boolean;
}

/** A pod with its containers, in the order in which they start. */
export interface PodPart extends Part {
  readonly containers: readonly ContainerPart[];
}

/** A Deployment or a StatefulSet. */
export interface WorkloadPart extends Part {
  readonly kind: Workload['kind'];
  readonly pods: readonly PodPart[];
}

/** What a workload uses, or what leads to it. */
export interface ResourcePart extends Part {
  readonly kind: ResourceKind;
  /** The kind as it is shown, such as `NodePort service`. */
  readonly title: string;
}

/** A system in a namespace. */
export interface SystemPart extends Part {
  readonly namespace: string;
  readonly workloads: readonly WorkloadPart[];
  readonly resources: readonly ResourcePart[];
}

/** Something that flows from one part to another. */
export interface Edge {
  /** The id of a part of any kind. */
  readonly from: string;
  readonly to: string;
  readonly flow: Flow;
  /** What is written beside it, such as `Secret` or `keys`. */
  readonly label: string;
  /** The containers that it is for, such as `keycreator`; empty when it is for all. */
  readonly detail: string;
  /** Whether it also flows back: a claim that is written and read. */
  readonly both: boolean;
}

/** The whole picture. */
export interface GraphModel {
  readonly systems: readonly SystemPart[];
  readonly edges: readonly Edge[];
}

const worstFirst: readonly State[] = ['broken', 'gone', 'starting', 'ready'];

/** The worst of some states; `ready` for none. */
export function worst(states: readonly State[]): State {
  return worstFirst.find((state) => states.includes(state)) ?? 'ready';
}
