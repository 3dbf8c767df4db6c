import type { Manifest } from './rule';

const labels = {
  'app.kubernetes.io/name': 'search',
  'app.kubernetes.io/instance': 'search',
  'app.kubernetes.io/part-of': 'shared-keys',
  'app.kubernetes.io/managed-by': 'pulumi',
};

const digest = `sha256:${'a'.repeat(64)}`;

function container(name: string): Record<string, unknown> {
  return {
    name,
    image: `registry.example/shared-keys/${name}@${digest}`,
    env: [{ name: 'PORT', value: '8000' }],
    resources: {
      requests: { cpu: '25m', memory: '64Mi', 'ephemeral-storage': '32Mi' },
      limits: { cpu: '1', memory: '256Mi', 'ephemeral-storage': '256Mi' },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

/** A pod template's specification that breaks no rule: a server after an init container that prepares its keys. */
function pod(): Record<string, unknown> {
  const mount = { name: 'keys', mountPath: '/keys' };
  return {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    initContainers: [{ ...container('prepare'), volumeMounts: [mount] }],
    containers: [
      {
        ...container('server'),
        ports: [{ name: 'http', containerPort: 8000 }],
        readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
        livenessProbe: { httpGet: { path: '/healthz', port: 'http' } },
        volumeMounts: [{ ...mount, readOnly: true }],
      },
    ],
    volumes: [{ name: 'keys', persistentVolumeClaim: { claimName: 'cryptodata' } }],
  };
}

function metadata(name: string): Manifest {
  return { name, namespace: 'search', labels };
}

/** A Deployment that breaks no rule. */
export function goodDeployment(name = 'api-search', replicas = 4): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(name),
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod() } },
  };
}

/** A StatefulSet that breaks no rule: replicas that share keys. */
export function goodStatefulSet(name = 'cryptoserver', replicas = 3): Manifest {
  return { ...goodDeployment(name, replicas), kind: 'StatefulSet' };
}

/** A Service that breaks no rule. */
export function goodService(name = 'api-search', type = 'LoadBalancer'): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(name),
    spec: { type, selector: labels, ports: [{ name: 'http', port: 80 }] },
  };
}

/** A disruption budget that breaks no rule. */
export function goodBudget(spec: Manifest = { maxUnavailable: 1 }): Manifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadata('api-search'),
    spec: { selector: { matchLabels: labels }, ...spec },
  };
}

/** A Secret or a ConfigMap that breaks no rule. */
export function goodData(kind: 'Secret' | 'ConfigMap'): Manifest {
  return { apiVersion: 'v1', kind, metadata: metadata('settings-0123abcd'), immutable: true, data: {} };
}

/** A namespace that breaks no rule. */
export function goodNamespace(): Manifest {
  const level = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'search', labels: { ...labels, ...level } },
  };
}

/** A NetworkPolicy that breaks no rule: by default, one that lets everybody reach a port. */
export function goodNetworkPolicy(
  spec: Manifest = {
    podSelector: { matchLabels: labels },
    policyTypes: ['Ingress'],
    ingress: [{ ports: [{ port: 8000, protocol: 'TCP' }] }],
  },
): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata('api-search-from-anywhere-8000'),
    spec,
  };
}
