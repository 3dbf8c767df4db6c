import type { types } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { webPort } from './defaults';
import type { SharedAccessMode } from './defaults';
import type { ImageContract } from './image-contract';
import { onOneNode, overAllNodes } from '../kubernetes/placement';
import { hardenedContainer, hardenedPod } from '../kubernetes/pod-security';

type Container = types.input.core.v1.Container;
type PodSpec = types.input.core.v1.PodSpec;

/** Where every replica finds the keys file, in a volume that all share. */
const dataPath = '/sharedkeys';

/** What a cryptoserver pod is made of. */
export interface CryptoserverPodArgs {
  /** The image that makes and serves the keys. */
  readonly image: pulumi.Input<string>;
  /** How that image is started. */
  readonly contract: ImageContract;
  /** The script that both containers run. */
  readonly script: string;
  /** The claim of the shared volume. */
  readonly claimName: pulumi.Input<string>;
  /** How that volume can be shared. */
  readonly accessMode: SharedAccessMode;
  /** The labels that select the pods. */
  readonly selector: Record<string, string>;
}

/**
 * The specification of a cryptoserver pod. An init container waits until the keys exist, or is the one that makes them;
 * only then does the server start, so no server ever runs without keys.
 */
export function cryptoserverPod(args: CryptoserverPodArgs): PodSpec {
  const { contract } = args;
  return {
    ...hardenedPod({ lowPorts: true }),
    ...(args.accessMode === 'ReadWriteOnce' ? onOneNode : overAllNodes)(args.selector),
    enableServiceLinks: false,
    // The preStop sleep, then the server's own draining.
    terminationGracePeriodSeconds: 15,
    initContainers: [{ ...scripted(args, 'prepare', contract.createCommand), name: 'keys' }],
    containers: [
      {
        ...scripted(args, 'serve', contract.serveCommand),
        name: 'server',
        ports: [{ name: 'web', containerPort: webPort, protocol: 'TCP' }],
        ...probes(),
        // The endpoint is withdrawn while the server still answers, and only then is it told to stop.
        lifecycle: { preStop: { sleep: { seconds: 3 } } },
      },
    ],
    volumes: [
      { name: 'sharedkeys', persistentVolumeClaim: { claimName: args.claimName } },
      { name: 'tmp', emptyDir: { sizeLimit: '16Mi' } },
    ],
  };
}

/** What both containers have in common: the script in one of its modes, on the same image, volumes and environment. */
function scripted(
  args: CryptoserverPodArgs,
  mode: 'prepare' | 'serve',
  command: readonly string[],
): Omit<Container, 'name'> {
  return {
    image: args.image,
    // "keys" is the script's $0, which names it in the messages of the shell.
    command: ['/bin/sh', '-c', args.script, 'keys', mode, ...command],
    env: [
      { name: 'DATA_PATH', value: dataPath },
      { name: 'PORT', value: String(webPort) },
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ...Object.entries(args.contract.env).map(([name, value]) => ({ name, value })),
    ],
    volumeMounts: [
      { name: 'sharedkeys', mountPath: dataPath },
      { name: 'tmp', mountPath: '/tmp' },
    ],
    resources: { requests: { cpu: '25m', memory: '64Mi' }, limits: { cpu: '1', memory: '256Mi' } },
    securityContext: hardenedContainer(),
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

/** Ready means that the keys are served, not that a file exists; a server that cannot serve them is restarted. */
function probes(): Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  const get = (path: string): types.input.core.v1.Probe => ({ httpGet: { path, port: 'web' } });
  return {
    startupProbe: { ...get('/keys'), periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 60 },
    readinessProbe: { ...get('/keys'), periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 2 },
    // Generous: a busy server is taken out of the endpoints long before it is restarted.
    livenessProbe: { ...get('/'), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
  };
}
