import type { types } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { webPort } from './defaults';
import type { SharedAccessMode } from './defaults';
import type { ImageContract } from './image-contract';
import { container, withdrawalSeconds, type ContainerArgs } from '../kubernetes/container';
import { podName } from '../kubernetes/environment';
import { onOneNode, overAllNodes } from '../kubernetes/placement';
import { hardenedPod } from '../kubernetes/pod-security';
import { httpGet, probes } from '../kubernetes/probes';
import { tmp } from '../kubernetes/scratch';

type PodSpec = types.input.core.v1.PodSpec;

/** The folder of the keys file, on the volume that all replicas share. */
const dataPath = '/sharedkeys';
const keysMount = { name: 'sharedkeys', mountPath: dataPath };

/** The arguments of {@link cryptoserverPod}. */
export interface CryptoserverPodArgs {
  /** The image that makes and serves the keys. */
  readonly image: pulumi.Input<string>;
  /** How that image is started. */
  readonly contract: ImageContract;
  /** The script that both containers run. */
  readonly script: string;
  /** How many seconds `create` may take. */
  readonly createSeconds: number;
  /** How many keys are published at least. */
  readonly minimumKeys: number;
  /** The digest of the only keys that are served; `undefined`: those that are as recorded. */
  readonly keysDigest: string | undefined;
  /** The claim of the shared volume. */
  readonly claimName: pulumi.Input<string>;
  /** Whether one node or many can mount that volume. */
  readonly accessMode: SharedAccessMode;
  /** The labels that select the pods. */
  readonly selector: Record<string, string>;
}

/**
 * The specification of a cryptoserver pod. An init container makes the keys or waits until they exist; only then does the
 * server start, so no server ever runs without keys.
 */
export function cryptoserverPod(args: CryptoserverPodArgs): PodSpec {
  const { contract } = args;
  return {
    ...hardenedPod({ lowPorts: true }),
    ...(args.accessMode === 'ReadWriteOnce' ? onOneNode : overAllNodes)(args.selector),
    // The time in which the endpoint is withdrawn, then the server's own draining.
    terminationGracePeriodSeconds: 15,
    initContainers: [
      container({
        name: 'keys',
        ...scripted(args, 'prepare', contract.createCommand, {
          CREATE_SECONDS: String(args.createSeconds),
          MINIMUM_KEYS: String(args.minimumKeys),
        }),
        volumeMounts: [keysMount, tmp.mount],
      }),
    ],
    containers: [
      container({
        name: 'server',
        ...scripted(args, 'serve', contract.serveCommand),
        // Whoever takes over a server can neither alter the keys nor their record.
        volumeMounts: [{ ...keysMount, readOnly: true }, tmp.mount],
        port: webPort,
        // Ready means that the keys are served, not that a file exists.
        probes: probes({
          started: httpGet('/keys', webPort.name),
          ready: httpGet('/keys', webPort.name),
          alive: httpGet('/', webPort.name),
        }),
        stopsAfter: withdrawalSeconds,
      }),
    ],
    volumes: [{ name: keysMount.name, persistentVolumeClaim: { claimName: args.claimName } }, tmp.volume],
  };
}

/** What both containers have in common: the script in one of its modes, on the same image and in an environment. */
function scripted(
  args: CryptoserverPodArgs,
  mode: 'prepare' | 'serve',
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Omit<ContainerArgs, 'name'> {
  return {
    image: args.image,
    // "keys" is the script's $0, the name that the shell's messages start with.
    command: ['/bin/sh', '-c', args.script, 'keys', mode, ...command],
    env: {
      DATA_PATH: dataPath,
      PORT: String(webPort.number),
      POD_NAME: podName,
      ...args.contract.env,
      ...(args.keysDigest === undefined ? {} : { KEYS_DIGEST: args.keysDigest }),
      ...env,
    },
    resources: { cpu: '25m', memory: '64Mi', memoryLimit: '256Mi' },
  };
}
