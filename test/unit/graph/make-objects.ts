import type { ContainerStatus } from '../../../diagnose/objects';
import type {
  Claim,
  Container,
  DrawnObject,
  Metadata,
  Pod,
  PodSpec,
  Service,
  Settings,
  Workload,
} from '../../../graph/objects';

/** The metadata of an object of the system `shop` in the namespace `market`. */
export function metadata(name: string, more: Partial<Metadata> = {}): Metadata {
  return { name, namespace: 'market', labels: { 'app.kubernetes.io/name': 'shop' }, ...more };
}

/** A Deployment, of which all pods are ready unless told otherwise. */
export function deployment(name: string, replicas: number, readyReplicas = replicas): Workload {
  return { kind: 'Deployment', metadata: metadata(name), spec: { replicas }, status: { readyReplicas } };
}

/** A StatefulSet of one pod, which is ready. */
export function statefulSet(name: string): Workload {
  return {
    kind: 'StatefulSet',
    metadata: metadata(name),
    spec: { replicas: 1 },
    status: { readyReplicas: 1 },
  };
}

/** The specification of a pod that needs nothing: an init container `fill` before a container `sell`. */
export function podSpec(more: Partial<PodSpec> = {}): PodSpec {
  return { initContainers: [{ name: 'fill' }], containers: [{ name: 'sell' }], ...more };
}

/** A container that has a volume. */
export function mounting(
  name: string,
  volume: string,
  mountPath = `/${volume}`,
  readOnly = false,
): Container {
  return { name, volumeMounts: [{ name: volume, mountPath, readOnly }] };
}

/** The status of a container that has ended. */
export function ended(name: string, exitCode = 0, reason = 'Completed'): ContainerStatus {
  return { name, ready: exitCode === 0, restartCount: 0, state: { terminated: { exitCode, reason } } };
}

/** The status of a container that runs. */
export function running(name: string, ready = true, restartCount = 0): ContainerStatus {
  return { name, ready, restartCount, state: { running: { startedAt: '2026-01-01T00:00:00Z' } } };
}

/** The status of a container that waits. */
export function waiting(name: string, reason: string): ContainerStatus {
  return { name, ready: false, restartCount: 0, state: { waiting: { reason } } };
}

/** The status of a ready pod of {@link podSpec}. */
export const ready: Pod['status'] = {
  phase: 'Running',
  initContainerStatuses: [ended('fill')],
  containerStatuses: [running('sell')],
};

/**
 * A pod of a Deployment of the name, ready unless told otherwise.
 *
 * @param status - what differs from a ready pod; with a phase, all there is
 */
export function pod(
  deploymentName: string,
  end: string,
  status: Partial<Pod['status']> = {},
  spec: PodSpec = podSpec(),
  more: Partial<Metadata> = {},
): Pod {
  const owner = { kind: 'ReplicaSet', name: `${deploymentName}-5d9c` };
  const labels = { 'app.kubernetes.io/name': 'shop', app: deploymentName };
  return {
    kind: 'Pod',
    metadata: metadata(`${deploymentName}-5d9c-${end}`, { labels, ownerReferences: [owner], ...more }),
    spec,
    status: status.phase === undefined ? { ...ready, ...status } : status,
  };
}

/** A service that leads to the pods of a Deployment. */
export function service(name: string, deploymentName: string, spec: Partial<Service['spec']> = {}): Service {
  return {
    kind: 'Service',
    metadata: metadata(name),
    spec: { type: 'NodePort', selector: { app: deploymentName }, ports: [{ port: 80 }], ...spec },
  };
}

/** A claim that is bound, and tells by its label what is in it. */
export function claim(name: string, component = 'goods', phase = 'Bound'): Claim {
  const labels = { 'app.kubernetes.io/name': 'shop', 'app.kubernetes.io/component': component };
  return { kind: 'PersistentVolumeClaim', metadata: metadata(name, { labels }), status: { phase } };
}

/** A Secret or a ConfigMap. */
export function settings(kind: Settings['kind'], name: string): Settings {
  return { kind, metadata: { name, namespace: 'market' } };
}

/** A stack that has all that is drawn: two Deployments that share a Secret, and a StatefulSet with a claim. */
export function wholeStack(): readonly DrawnObject[] {
  const sharing = podSpec({
    initContainers: [
      {
        ...mounting('fill', 'goods'),
        env: [{ valueFrom: { secretKeyRef: { name: 'price-0123abcd' } } }],
      },
    ],
    containers: [mounting('sell', 'goods', '/goods', true)],
    volumes: [{ name: 'goods', emptyDir: {} }],
  });
  const keeping = podSpec({
    initContainers: [],
    containers: [{ ...mounting('sell', 'store'), envFrom: [{ configMapRef: { name: 'hours-89abcdef' } }] }],
    volumes: [{ name: 'store', persistentVolumeClaim: { claimName: 'stock' } }],
  });
  const kept: Pod = {
    ...pod('stand', '', {}, keeping),
    metadata: metadata('stand-0', {
      labels: { 'app.kubernetes.io/name': 'shop', app: 'stand' },
      ownerReferences: [{ kind: 'StatefulSet', name: 'stand' }],
    }),
  };
  return [
    deployment('till', 2),
    pod('till', 'x7k2p', {}, sharing),
    pod('till', 'b4m9q', {}, sharing),
    deployment('scales', 1),
    pod('scales', 'zz9pl', {}, sharing),
    statefulSet('stand'),
    kept,
    service('till', 'till'),
    service('stand', 'stand', { type: 'ClusterIP', clusterIP: 'None' }),
    settings('Secret', 'price-0123abcd'),
    settings('ConfigMap', 'hours-89abcdef'),
    claim('stock'),
  ];
}
