import { posix } from 'node:path';

import type { types } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { apiPort, webPort } from './defaults';
import type { HotelsContract } from './image-contract';
import { passwordFile, passwordMount, passwordVolume } from './password';
import { container, withdrawalSeconds, type ContainerArgs } from '../kubernetes/container';
import { onOneNode, overAllNodes } from '../kubernetes/placement';
import { hardenedPod } from '../kubernetes/pod-security';
import { tmp } from '../kubernetes/scratch';

type PodSpec = types.input.core.v1.PodSpec;

/** Where the pods find the hotels: in a file of a volume, or on a server whose password is in a Secret. */
export type HotelsPodDatabase =
  | { readonly path: string; readonly claimName: pulumi.Input<string> }
  | { readonly passwordSecret: pulumi.Input<string> };

/** What a pod of the hotels is made of. */
export interface HotelsPodArgs {
  readonly backendImage: pulumi.Input<string>;
  readonly frontendImage: pulumi.Input<string>;
  /** How the two images are started. */
  readonly contract: HotelsContract;
  /** The ConfigMap with what the migrations and the backend take from their environment. */
  readonly settings: pulumi.Input<string>;
  /** Where the hotels are. */
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
  return {
    ...hardenedPod({ lowPorts: contract.frontendPort < 1024 }),
    // The old and the new pod use the file at the same time while one replaces the other.
    ...('path' in args.database ? onOneNode : overAllNodes)(args.selector),
    // The longer of the two sleeps, then the draining.
    terminationGracePeriodSeconds: 20,
    initContainers: [container({ name: 'migrations', ...backendOf(args), command: contract.migrations })],
    containers: [
      // First, since `kubectl exec` takes the first container: the check of the document runs curl in the frontend
      // (docs/requirements.md#multi-container-pods).
      container({
        name: 'frontend',
        image: args.frontendImage,
        env: contract.frontendEnv,
        port: { name: webPort.name, number: contract.frontendPort },
        probes: contract.frontendProbes,
        stopsAfter: withdrawalSeconds,
        volumeMounts: [tmp.mount],
        resources: { cpu: '25m', memory: '64Mi', memoryLimit: '256Mi' },
      }),
      container({
        name: 'backend',
        ...backendOf(args),
        port: apiPort,
        probes: contract.backendProbes,
        // After the page, which passes requests on to it until it has stopped.
        stopsAfter: 2 * withdrawalSeconds,
      }),
    ],
    volumes: [
      ...('path' in args.database
        ? [{ name: 'data', persistentVolumeClaim: { claimName: args.database.claimName } }]
        : [passwordVolume(args.database.passwordSecret)]),
      tmp.volume,
    ],
  };
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
