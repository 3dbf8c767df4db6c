import type { types } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { environmentList, type Environment } from './environment';
import { hardenedContainer } from './pod-security';
import { containerPort, type NamedPort } from './ports';
import type { Probes } from './probes';

type Container = types.input.core.v1.Container;

/**
 * How many seconds a container serves on after its pod is told to stop: until the pod is gone from the endpoints, and no
 * new request reaches it.
 */
export const withdrawalSeconds = 3;

/**
 * The disk that a container may fill: with its log, which the kubelet rotates at 50 MiB by default, and its `scratch` folders. What
 * it writes to a claim does not count.
 */
const disk = { reserved: '32Mi', limit: '256Mi' } as const;

/** The CPU and memory of a container. Its limit of CPU is one processor. */
export interface ContainerResources {
  /** The CPU that is reserved, such as `25m`. */
  readonly cpu: string;
  /** The memory that is reserved, such as `64Mi`. */
  readonly memory: string;
  /** The memory at which the container is killed. */
  readonly memoryLimit: string;
}

/** What makes a container differ from the others. */
export interface ContainerArgs {
  readonly name: string;
  readonly image: pulumi.Input<string>;
  readonly resources: ContainerResources;
  /** The command to run; default: the image's own. */
  readonly command?: readonly string[];
  /** Its environment; default: none. */
  readonly env?: Environment;
  /** Where more of its environment comes from; default: nowhere. */
  readonly envFrom?: types.input.core.v1.EnvFromSource[];
  /** The port that it listens on; default: none. */
  readonly port?: NamedPort;
  /** Its probes; default: none, as for an init container. */
  readonly probes?: Probes;
  /** The volumes that it mounts; default: none. */
  readonly volumeMounts?: types.input.core.v1.VolumeMount[];
  /** How many seconds it serves on after it is told to stop; default: it is stopped at once. */
  readonly stopsAfter?: number;
}

/** A container with what all containers of the project share: hardening, bounds, and logs as its last message. */
export function container(args: ContainerArgs): Container {
  const { name, image, command, envFrom, port, volumeMounts, stopsAfter } = args;
  const variables = environmentList(args.env ?? {});
  const { cpu, memory, memoryLimit } = args.resources;
  return {
    name,
    image,
    ...(command && { command: [...command] }),
    // No list instead of an empty one: the provider leaves that out too, but not in a preview, which would show it as changed.
    ...(variables.length > 0 && { env: variables }),
    ...(envFrom && { envFrom }),
    ...(port && { ports: [containerPort(port)] }),
    ...args.probes,
    ...(stopsAfter !== undefined && { lifecycle: { preStop: { sleep: { seconds: stopsAfter } } } }),
    ...(volumeMounts && { volumeMounts }),
    resources: {
      requests: { cpu, memory, 'ephemeral-storage': disk.reserved },
      limits: { cpu: '1', memory: memoryLimit, 'ephemeral-storage': disk.limit },
    },
    securityContext: hardenedContainer(),
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}
