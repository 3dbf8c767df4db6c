import type { types } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { overAllNodes } from '../kubernetes/placement';
import { hardenedContainer, hardenedPod } from '../kubernetes/pod-security';
import { tokensPorts, type TokensRole } from './defaults';
import { keyEntry } from './keys';

type Container = types.input.core.v1.Container;
type EnvVar = types.input.core.v1.EnvVar;
type PodSpec = types.input.core.v1.PodSpec;

/** How long a pod goes on to answer once it is taken away: until nobody is sent to it any more. */
const withdrawalSeconds = 3;

/** What a pod of the creator or of the verifier is made of. */
export interface TokensPodArgs {
  /** Which of the two it is. */
  readonly role: TokensRole;
  /** The image of the creator or the verifier. */
  readonly image: pulumi.Input<string>;
  /** The image that hashes the keys before it starts. */
  readonly keycreatorImage: pulumi.Input<string>;
  /** The name of the Secret of the current key. */
  readonly currentKey: pulumi.Input<string>;
  /** The name of the Secret of the previous key, if the pod is to know it. */
  readonly previousKey?: pulumi.Input<string> | undefined;
  /** The settings of the image. */
  readonly env: Readonly<Record<string, string>>;
  /** The labels that select the pods. */
  readonly selector: Record<string, string>;
}

/**
 * The specification of a pod. Its init container hashes the keys into a volume in memory that is this pod's alone; the
 * program can only read it, and never sees the keys themselves.
 */
export function tokensPod(args: TokensPodArgs): PodSpec {
  const { role, selector } = args;
  return {
    ...hardenedPod(),
    ...overAllNodes(selector),
    enableServiceLinks: false,
    // The preStop sleep, then the program's own draining.
    terminationGracePeriodSeconds: 20,
    initContainers: [keycreator(args)],
    containers: [
      {
        name: role,
        image: args.image,
        env: Object.entries({ PORT: String(tokensPorts[role]), ...args.env }).map(([name, value]) => ({
          name,
          value,
        })),
        ports: [{ name: 'http', containerPort: tokensPorts[role], protocol: 'TCP' }],
        volumeMounts: [{ name: 'keys', mountPath: '/keys', readOnly: true }],
        ...probes(role),
        // The endpoint is withdrawn while the program still answers, and only then is it told to stop.
        lifecycle: { preStop: { sleep: { seconds: withdrawalSeconds } } },
        resources: { requests: { cpu: '25m', memory: '48Mi' }, limits: { cpu: '1', memory: '192Mi' } },
        securityContext: hardenedContainer(),
        terminationMessagePolicy: 'FallbackToLogsOnError',
      },
    ],
    volumes: [{ name: 'keys', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }],
  };
}

function keycreator({ keycreatorImage, currentKey, previousKey }: TokensPodArgs): Container {
  const fromSecret = (name: string, secret: pulumi.Input<string>): EnvVar => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key: keyEntry } },
  });
  return {
    name: 'keycreator',
    image: keycreatorImage,
    env: [
      fromSecret('KEY_CURRENT', currentKey),
      ...(previousKey === undefined ? [] : [fromSecret('KEY_PREVIOUS', previousKey)]),
    ],
    volumeMounts: [{ name: 'keys', mountPath: '/keys' }],
    // Argon2id takes 19 MiB for each key.
    resources: { requests: { cpu: '25m', memory: '48Mi' }, limits: { cpu: '1', memory: '96Mi' } },
    securityContext: hardenedContainer(),
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

/** Ready means that the program has its keys and answers; one that does not answer at all is restarted. */
function probes(role: TokensRole): Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  const get = (path: string): types.input.core.v1.Probe => ({ httpGet: { path, port: 'http' } });
  return {
    startupProbe: { ...get('/readyz'), periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 60 },
    readinessProbe: {
      ...get('/readyz'),
      periodSeconds: 2,
      timeoutSeconds: 2,
      failureThreshold: 2,
      // On a connection that it had before, a verifier that is being replaced may answer until it is told to stop. By
      // then no creator may sign with a key that it does not know.
      ...(role === 'creator' ? { initialDelaySeconds: withdrawalSeconds + 1 } : {}),
    },
    // Generous: a busy program is taken out of the endpoints long before it is restarted.
    livenessProbe: { ...get('/healthz'), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
  };
}
