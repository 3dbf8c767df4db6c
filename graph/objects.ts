import type { Condition, ContainerStatus } from '../diagnose/objects';

/** What every object has. */
export interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
}

/** What names a Secret or a ConfigMap, and whether the pod also starts without it. */
interface Named {
  readonly name?: string;
  readonly optional?: boolean;
}

/** A volume of a pod, as far as it is drawn. */
export interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean };
  readonly secret?: { readonly secretName?: string; readonly optional?: boolean };
  readonly configMap?: Named;
  readonly projected?: {
    readonly sources?: readonly { readonly secret?: Named; readonly configMap?: Named }[];
  };
  readonly emptyDir?: object;
}

/** A container as its pod specifies it. */
export interface Container {
  readonly name: string;
  /** `Always` for an init container that runs beside the others. */
  readonly restartPolicy?: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
  }[];
  readonly env?: readonly {
    readonly name?: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: Named; readonly configMapKeyRef?: Named };
  }[];
  readonly envFrom?: readonly { readonly secretRef?: Named; readonly configMapRef?: Named }[];
}

/** The specification of a pod. */
export interface PodSpec {
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
}

/** A pod. */
export interface Pod {
  readonly kind: 'Pod';
  readonly metadata: Metadata;
  readonly spec: PodSpec;
  readonly status: {
    readonly phase?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

/** What keeps a number of pods running. */
export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly metadata: Metadata;
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly readyReplicas?: number; readonly conditions?: readonly Condition[] };
}

/** A service. */
export interface Service {
  readonly kind: 'Service';
  readonly metadata: Metadata;
  readonly spec: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly publishNotReadyAddresses?: boolean;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
  };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly object[] } };
}

/** A claim of a volume. */
export interface Claim {
  readonly kind: 'PersistentVolumeClaim';
  readonly metadata: Metadata;
  readonly status?: { readonly phase?: string };
}

/** A Secret or a ConfigMap, of which only the name is read. */
export interface Settings {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly metadata: Pick<Metadata, 'name' | 'namespace' | 'labels'>;
}

/** An object that is drawn. */
export type DrawnObject = Pod | Workload | Service | Claim | Settings;

/** The kinds of what is drawn beside pods and their workloads. */
export type ResourceKind = Exclude<DrawnObject['kind'], 'Pod' | Workload['kind']>;

/** The kinds that are drawn. */
export const drawnKinds = [
  'Deployment',
  'StatefulSet',
  'Pod',
  'Service',
  'PersistentVolumeClaim',
  'Secret',
  'ConfigMap',
] as const satisfies readonly DrawnObject['kind'][];

/** The objects of a stack at one moment. */
export interface StackObjects {
  /** What the cluster has of it. */
  readonly live: readonly DrawnObject[];
  /** What the stack has deployed, and the cluster no longer has. */
  readonly gone: readonly DrawnObject[];
}

/** Whether an object has all labels of a selector. An empty selector has chosen nothing. */
export function isSelected(
  { metadata: { labels = {} } }: Pick<Pod, 'metadata'>,
  selector: Readonly<Record<string, string>> = {},
): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([label, value]) => labels[label] === value);
}
