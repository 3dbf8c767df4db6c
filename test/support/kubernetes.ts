import type { types } from '@pulumi/kubernetes';

/** An object as the API sends it: unlike in the output types of Pulumi, any field may be missing. */
export type Sent<T> = T extends readonly (infer Item)[]
  ? readonly Sent<Item>[]
  : T extends object
    ? { readonly [Field in keyof T]?: Sent<T[Field]> }
    : T;

/** The metadata of an existing object. */
export interface ObjectMeta extends Sent<types.output.meta.v1.ObjectMeta> {
  readonly name: string;
  readonly uid: string;
}

/** A container in the specification of a pod. */
export interface Container extends Sent<types.output.core.v1.Container> {
  readonly name: string;
}

/** The specification of a pod. */
export interface PodSpec extends Sent<types.output.core.v1.PodSpec> {
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
}

/** The status of a container. */
export interface ContainerStatus extends Sent<types.output.core.v1.ContainerStatus> {
  readonly name: string;
  readonly restartCount: number;
  readonly state: Sent<types.output.core.v1.ContainerState>;
  readonly lastState: Sent<types.output.core.v1.ContainerState>;
}

/** An existing pod. */
export interface Pod extends Sent<types.output.core.v1.Pod> {
  readonly metadata: ObjectMeta;
  readonly spec: PodSpec;
  readonly status: Sent<types.output.core.v1.PodStatus> & {
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly ephemeralContainerStatuses?: readonly ContainerStatus[];
  };
}

/** The common fields of an existing Deployment or StatefulSet. */
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
