import type { types } from '@pulumi/kubernetes';

/** An object as the API sends it: fields without a value are left out, while the output types declare all of them. */
export type Sent<T> = T extends readonly (infer Item)[]
  ? readonly Sent<Item>[]
  : T extends object
    ? { readonly [Field in keyof T]?: Sent<T[Field]> }
    : T;

/** The metadata of an object that exists. */
export interface ObjectMeta extends Sent<types.output.meta.v1.ObjectMeta> {
  readonly name: string;
  readonly uid: string;
}

/** One container of a pod's specification. */
export interface Container extends Sent<types.output.core.v1.Container> {
  readonly name: string;
}

/** The specification of a pod. */
export interface PodSpec extends Sent<types.output.core.v1.PodSpec> {
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
}

/** The status of one container of a pod. */
export interface ContainerStatus extends Sent<types.output.core.v1.ContainerStatus> {
  readonly name: string;
  readonly restartCount: number;
  readonly state: Sent<types.output.core.v1.ContainerState>;
  readonly lastState: Sent<types.output.core.v1.ContainerState>;
}

/** A pod that exists. */
export interface Pod extends Sent<types.output.core.v1.Pod> {
  readonly metadata: ObjectMeta;
  readonly spec: PodSpec;
  readonly status: Sent<types.output.core.v1.PodStatus> & {
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly ephemeralContainerStatuses?: readonly ContainerStatus[];
  };
}

/** A Deployment or a StatefulSet that exists: what both have in common. */
export interface WorkloadObject {
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: Sent<types.output.meta.v1.ObjectMeta>;
      readonly spec: PodSpec;
    };
  };
}
