import { posix } from 'node:path';

import type { types } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { apiPort, webPort } from './defaults';
import type { HotelsContract } from './image-contract';
import { passwordFile, passwordMount, passwordVolume } from './password';
import { container, withdrawalSeconds, type ContainerArgs } from '../kubernetes/container';
import { onOneNode, overAllNodes } from '../kubernetes/placement';
import { hardenedPod } from '../kubernetes/pod-security';
import { tmp, type Scratch } from '../kubernetes/scratch';

type Container = types.input.core.v1.Container;
type PodSpec = types.input.core.v1.PodSpec;

const frontendResources = { cpu: '25m', memory: '64Mi', memoryLimit: '256Mi' } as const;
const filesVolume = 'frontend-files';

/** The hotels' database: a file on a volume, or a server whose password is in a Secret. */
export type HotelsPodDatabase =
  | { readonly path: string; readonly claimName: pulumi.Input<string> }
  | { readonly passwordSecret: pulumi.Input<string> };

/** The arguments of {@link hotelsPod}. */
export interface HotelsPodArgs {
  readonly backendImage: pulumi.Input<string>;
  readonly frontendImage: pulumi.Input<string>;
  /** How the two images are started and asked. */
  readonly contract: HotelsContract;
  /** The ConfigMap with the files that the contract gives the frontend; none when it gives none. */
  readonly frontendFiles?: pulumi.Input<string> | undefined;
  /** The ConfigMap with the environment of the migrations and the backend. */
  readonly settings: pulumi.Input<string>;
  /** The database. */
  readonly database: HotelsPodDatabase;
  /** The labels that select the pods. */
  readonly selector: Record<string, string>;
}

/**
 * The specification of a pod of the hotels. The migrations run before either container starts. If they fail, the new pod
 * never serves and the old one continues.
 */
export function hotelsPod(args: HotelsPodArgs): PodSpec {
  const { contract } = args;
  const { folders, copied } = contract.frontend;
  return {
    ...hardenedPod({ lowPorts: contract.frontend.port < 1024 }),
    // The old and the new pod use the file at the same time while one replaces the other.
    ...('path' in args.database ? onOneNode : overAllNodes)(args.selector),
    // The longer of the two sleeps, then the draining.
    terminationGracePeriodSeconds: 20,
    initContainers: [
      container({ name: 'migrations', ...backendOf(args), command: contract.migrations }),
      ...(copied ? [copyOf(copied, args.frontendImage)] : []),
    ],
    containers: [
      // First, since `kubectl exec` uses the first container: the check of the document runs curl in the frontend
      // (docs/requirements.md#multi-container-pods).
      frontend(args),
      container({
        name: 'backend',
        ...backendOf(args),
        port: apiPort,
        probes: contract.backendProbes,
        // Later than the frontend, which passes requests on to the backend until it has stopped.
        stopsAfter: 2 * withdrawalSeconds,
      }),
    ],
    volumes: [
      ...('path' in args.database
        ? [{ name: 'data', persistentVolumeClaim: { claimName: args.database.claimName } }]
        : [passwordVolume(args.database.passwordSecret)]),
      ...folders.map(({ volume }) => volume),
      ...(copied ? [copied.volume] : []),
      ...(args.frontendFiles === undefined
        ? []
        : [{ name: filesVolume, configMap: { name: args.frontendFiles } }]),
    ],
  };
}

function frontend({ contract, frontendImage, frontendFiles }: HotelsPodArgs): Container {
  const { port, env, probes, folders, copied, files } = contract.frontend;
  return container({
    name: 'frontend',
    image: frontendImage,
    env,
    port: { name: webPort.name, number: port },
    probes,
    stopsAfter: withdrawalSeconds,
    volumeMounts: [
      ...folders.map(({ mount }) => mount),
      ...(copied ? [copied.mount] : []),
      ...(files && frontendFiles !== undefined
        ? [{ name: filesVolume, mountPath: files.folder, readOnly: true }]
        : []),
    ],
    resources: frontendResources,
  });
}

/** Fills an empty folder with the files that the image has at its place. */
function copyOf({ mount }: Scratch, image: pulumi.Input<string>): Container {
  const target = '/copy';
  return container({
    name: mount.name,
    image,
    command: ['cp', '-R', `${mount.mountPath}/.`, target],
    volumeMounts: [{ name: mount.name, mountPath: target }],
    resources: frontendResources,
  });
}

/** What the migrations and the backend have in common: image, environment and volumes. */
function backendOf(args: HotelsPodArgs): Omit<ContainerArgs, 'name'> {
  const { database } = args;
  const secret = 'passwordSecret' in database;
  return {
    image: args.backendImage,
    envFrom: [{ configMapRef: { name: args.settings } }],
    env: secret ? { DB_PASSWORD_FILE: passwordFile } : {},
    volumeMounts: [
      secret ? passwordMount : { name: 'data', mountPath: posix.dirname(database.path) },
      tmp.mount,
    ],
    resources: { cpu: '25m', memory: '96Mi', memoryLimit: '256Mi' },
  };
}
