import type { types } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { container, withdrawalSeconds } from '../kubernetes/container';
import { overAllNodes } from '../kubernetes/placement';
import { hardenedPod } from '../kubernetes/pod-security';
import { httpGet, probes } from '../kubernetes/probes';
import { tokensPorts, type TokensRole } from './defaults';
import { keyFile, keyMounts, keyVolumes, type KeySecrets } from './key-volumes';

type Container = types.input.core.v1.Container;
type PodSpec = types.input.core.v1.PodSpec;

/** Where both containers find the hashed keys. */
const keysMount = { name: 'keys', mountPath: '/keys' } as const;

/** The arguments of {@link tokensPod}. */
export interface TokensPodArgs {
  /** Which of the two it is. */
  readonly role: TokensRole;
  /** The image of the creator or the verifier. */
  readonly image: pulumi.Input<string>;
  /** The image that hashes the keys before the server starts. */
  readonly keycreatorImage: pulumi.Input<string>;
  /** The name of the Secret of the current key. */
  readonly currentKey: pulumi.Input<string>;
  /** The name of the Secret of the previous key; default: the pod does not get it. */
  readonly previousKey?: pulumi.Input<string> | undefined;
  /** More variables of the server's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The labels that select the pods. */
  readonly selector: Record<string, string>;
}

/**
 * The specification of a pod. Its init container hashes the keys into a volume in memory that belongs to this pod alone. The
 * program can only read that volume, and never sees the keys themselves: only the init container mounts their Secrets.
 */
export function tokensPod(args: TokensPodArgs): PodSpec {
  const { role, selector } = args;
  const port = tokensPorts[role];
  return {
    ...hardenedPod(),
    ...overAllNodes(selector),
    // The time in which the endpoint is withdrawn, then the program's own draining.
    terminationGracePeriodSeconds: 20,
    initContainers: [keycreator(args)],
    containers: [
      container({
        name: role,
        image: args.image,
        env: { PORT: String(port.number), ...args.env },
        port,
        probes: probes({
          started: httpGet('/readyz', port.name),
          ready: {
            ...httpGet('/readyz', port.name),
            // A verifier that is being replaced may answer on a kept connection until it is told to stop. Until then no
            // creator may sign with a key that this verifier does not know.
            ...(role === 'creator' ? { initialDelaySeconds: withdrawalSeconds + 1 } : {}),
          },
          alive: httpGet('/healthz', port.name),
        }),
        stopsAfter: withdrawalSeconds,
        volumeMounts: [{ ...keysMount, readOnly: true }],
        resources: { cpu: '25m', memory: '48Mi', memoryLimit: '192Mi' },
      }),
    ],
    volumes: [
      { name: keysMount.name, emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
      ...keyVolumes(secretsOf(args)),
    ],
  };
}

/** The names of the Secrets of a pod. */
function secretsOf({ currentKey, previousKey }: TokensPodArgs): KeySecrets {
  return { current: currentKey, previous: previousKey };
}

function keycreator(args: TokensPodArgs): Container {
  const secrets = secretsOf(args);
  return container({
    name: 'keycreator',
    image: args.keycreatorImage,
    env: {
      KEY_CURRENT_FILE: keyFile('current'),
      KEY_PREVIOUS_FILE: secrets.previous === undefined ? undefined : keyFile('previous'),
    },
    volumeMounts: [keysMount, ...keyMounts(secrets)],
    // Argon2id takes 19 MiB for each key.
    resources: { cpu: '25m', memory: '48Mi', memoryLimit: '96Mi' },
  });
}
