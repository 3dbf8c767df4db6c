import { posix } from 'node:path';

import type { types } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { hotelsPorts } from './defaults';
import type { HotelsContract } from './image-contract';
import { onOneNode, overAllNodes } from '../kubernetes/placement';
import { hardenedContainer, hardenedPod } from '../kubernetes/pod-security';

type Container = types.input.core.v1.Container;
type PodSpec = types.input.core.v1.PodSpec;

/** Where the pods find the hotels: in a file of a volume, or on a server whose password is in a Secret. */
export type HotelsPodDatabase =
  | { readonly path: string; readonly claimName: pulumi.Input<string> }
  | { readonly passwordSecret: pulumi.Input<string> };

/** Where the password is mounted, and its key in the Secret. */
const passwordFolder = '/run/secrets/hotels-database';
export const passwordKey = 'password';

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
 * The specification of a pod of the hotels. The migrations end before either container starts: the one that fails keeps
 * the pod from serving, while that of the version before goes on.
 */
export function hotelsPod(args: HotelsPodArgs): PodSpec {
  const { contract } = args;
  return {
    ...hardenedPod({ lowPorts: contract.frontendPort < 1024 }),
    // A file is used by the pods of before and after at once while one replaces the other.
    ...('path' in args.database ? onOneNode : overAllNodes)(args.selector),
    enableServiceLinks: false,
    // The longer of the two sleeps, then the draining.
    terminationGracePeriodSeconds: 20,
    initContainers: [{ ...backendOf(args), name: 'migrations', command: [...contract.migrations] }],
    containers: [
      // The first is the one that `kubectl exec` takes: the document's own check runs curl in it.
      {
        ...hardened('25m', '64Mi', '256Mi'),
        name: 'frontend',
        image: args.frontendImage,
        env: Object.entries(contract.frontendEnv).map(([name, value]) => ({ name, value })),
        ports: [{ name: 'web', containerPort: contract.frontendPort, protocol: 'TCP' }],
        ...contract.frontendProbes,
        // The endpoint is withdrawn while the page still answers, and only then is it told to stop.
        lifecycle: { preStop: { sleep: { seconds: 3 } } },
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
      },
      {
        ...backendOf(args),
        name: 'backend',
        ports: [{ name: 'api', containerPort: hotelsPorts.backend, protocol: 'TCP' }],
        ...contract.backendProbes,
        // After the page, which passes requests on to it until it has stopped.
        lifecycle: { preStop: { sleep: { seconds: 6 } } },
      },
    ],
    volumes: [
      ...('path' in args.database
        ? [{ name: 'data', persistentVolumeClaim: { claimName: args.database.claimName } }]
        : [{ name: 'password', secret: { secretName: args.database.passwordSecret, defaultMode: 0o440 } }]),
      { name: 'tmp', emptyDir: { sizeLimit: '16Mi' } },
    ],
  };
}

/** What the migrations and the backend have in common: image, environment and volumes. */
function backendOf(args: HotelsPodArgs): Omit<Container, 'name'> {
  const { database } = args;
  const secret = 'passwordSecret' in database;
  return {
    ...hardened('25m', '96Mi', '256Mi'),
    image: args.backendImage,
    envFrom: [{ configMapRef: { name: args.settings } }],
    env: secret ? [{ name: 'DB_PASSWORD_FILE', value: `${passwordFolder}/${passwordKey}` }] : [],
    volumeMounts: [
      secret
        ? { name: 'password', mountPath: passwordFolder, readOnly: true }
        : { name: 'data', mountPath: posix.dirname(database.path) },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

function hardened(cpu: string, memory: string, most: string): Omit<Container, 'name'> {
  return {
    resources: { requests: { cpu, memory }, limits: { cpu: '1', memory: most } },
    securityContext: hardenedContainer(),
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}
