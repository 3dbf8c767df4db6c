import { beside } from '../../support/live/beside';
import type { Throwaway } from '../../support/live/throwaway';

/** A way to break the deployed hotels, and what has to be among the lines that matter most. */
export interface Broken {
  readonly what: string;
  /** The changed fields of the pod's spec, as a strategic merge patch. */
  readonly pod: object;
  readonly cause: RegExp;
}

const digest = `sha256:${'0'.repeat(64)}`;
const memory = { medium: 'Memory', sizeLimit: '8Ki' };

/** The ways to break a Deployment by its pod. */
export const brokenPods: readonly Broken[] = [
  {
    what: 'an image that is not in the registry',
    pod: { containers: [{ name: 'frontend', image: `localhost:5001/nothing@${digest}` }] },
    cause: /container frontend cannot get its image: .*localhost:5001\/nothing.*not found/,
  },
  {
    what: 'a registry that is gone',
    pod: { containers: [{ name: 'frontend', image: `localhost:1/hotels-frontend@${digest}` }] },
    cause: /container frontend cannot get its image: .*127\.0\.0\.1:1: connect: connection refused/,
  },
  {
    what: 'a container that crashes',
    pod: {
      containers: [{ name: 'backend', command: ['python', '-c', 'raise KeyError("NO_SUCH_SETTING")'] }],
    },
    cause: /container backend ended with status 1: KeyError: 'NO_SUCH_SETTING'/,
  },
  {
    what: 'a migration that fails',
    pod: {
      initContainers: [
        { name: 'migrations', command: ['python', '-c', 'raise RuntimeError("no such table: rooms")'] },
      ],
    },
    cause: /container migrations ended with status 1: RuntimeError: no such table: rooms/,
  },
  {
    what: 'a full volume',
    pod: { volumes: [{ name: 'data', $retainKeys: ['name', 'emptyDir'], emptyDir: memory }] },
    cause: /container migrations ended with status 1: .*(disk is full|No space left|disk I\/O error)/,
  },
  {
    what: 'a pod that Pod Security refuses',
    pod: { containers: [{ name: 'backend', securityContext: { allowPrivilegeEscalation: true } }] },
    cause: /ReplicaSet .*cannot make its pods: .*violates PodSecurity "restricted/,
  },
  {
    what: 'a pod that no node has room for',
    pod: {
      containers: [{ name: 'backend', resources: { requests: { cpu: '900' }, limits: { cpu: '900' } } }],
    },
    cause: /cannot be scheduled: 0\/1 nodes are available: 1 Insufficient cpu/,
  },
  {
    what: 'a pod that is never ready',
    pod: {
      containers: [{ name: 'backend', readinessProbe: { httpGet: { path: '/nowhere', port: 'api' } } }],
    },
    cause: /container backend is not ready: Readiness probe failed: HTTP probe failed with statuscode: 404/,
  },
];

/**
 * Breaks the hotels by their pod template, does something, and sets the template back, until it runs again.
 *
 * @param pod - the changed fields of the pod's spec, as a strategic merge patch
 */
export async function whileBroken(stack: Throwaway, pod: object, work: () => Promise<void>): Promise<void> {
  const patch = JSON.stringify({ spec: { template: { spec: pod } } });
  await kubectl(stack, ['patch', 'deployment/hotels', `--patch=${patch}`]);
  try {
    await work();
  } finally {
    await kubectl(stack, ['rollout', 'undo', 'deployment/hotels']);
    await kubectl(stack, ['rollout', 'status', 'deployment/hotels', '--timeout=90s']);
  }
}

function kubectl({ namespace }: Throwaway, args: readonly string[]): Promise<string> {
  return beside.cluster.kubectl([`--namespace=${namespace}`, ...args]);
}
