import assert from 'node:assert/strict';

import type { Container, PodSpec } from './kubernetes';

const safeSysctls = new Set(['net.ipv4.ip_unprivileged_port_start']);
const restrictedVolumes = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);
/** The fields of a pod's security context that this project sets. Any other field could weaken them. */
const podSecurityFields = new Set([
  'runAsNonRoot',
  'runAsUser',
  'runAsGroup',
  'fsGroup',
  'fsGroupChangePolicy',
  'seccompProfile',
  'sysctls',
]);

/**
 * Fails unless a pod follows the rules of this project: the Pod Security Standard `restricted`
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/), a read-only root file system, no API token,
 * resource requests and limits, and a termination message that falls back to the logs.
 */
export function assertRestricted(pod: PodSpec): void {
  assert.equal(pod.automountServiceAccountToken, false, 'the pod mounts no service-account token');
  for (const shared of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
    assert.ok(pod[shared] !== true, `${shared} is not set`);
  }
  assertPodSecurity(pod.securityContext);
  for (const { name, ...sources } of pod.volumes ?? []) {
    for (const kind of Object.keys(sources))
      assert.ok(restrictedVolumes.has(kind), `volume ${name}: ${kind}`);
    const projected = sources.projected?.sources ?? [];
    assert.ok(!projected.some(({ serviceAccountToken }) => serviceAccountToken), `volume ${name}: a token`);
  }
  assert.ok(pod.containers.length > 0);
  for (const container of [...(pod.initContainers ?? []), ...pod.containers]) assertContainer(container);
}

function assertPodSecurity(context: PodSpec['securityContext']): void {
  assert.ok(context);
  for (const field of Object.keys(context))
    assert.ok(podSecurityFields.has(field), `the pod sets no ${field}`);
  assert.equal(context.runAsNonRoot, true);
  for (const id of ['runAsUser', 'runAsGroup', 'fsGroup'] as const) {
    assert.ok(Number(context[id]) > 0, `${id} is a number and not root`);
  }
  assert.deepEqual(context.seccompProfile, { type: 'RuntimeDefault' });
  for (const { name } of context.sysctls ?? []) assert.ok(safeSysctls.has(name!), `${name} is safe`);
}

function assertContainer(container: Container): void {
  const about = `container ${container.name}`;
  // No other field: runAsUser or procMount, for example, would override the security context of the pod.
  assert.deepEqual(
    container.securityContext,
    { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    about,
  );
  const { ports = [], resources, lifecycle, startupProbe, readinessProbe, livenessProbe } = container;
  for (const { hostPort } of ports) assert.equal(hostPort, undefined, `${about} has no port of the host`);
  // With a host in a probe, the kubelet would connect to any address that the pod names.
  const handlers = [startupProbe, readinessProbe, livenessProbe, lifecycle?.postStart, lifecycle?.preStop];
  for (const handler of handlers) {
    assert.equal(handler?.httpGet?.host ?? handler?.tcpSocket?.host, undefined, `${about}: host of a probe`);
  }
  assert.equal(container.terminationMessagePolicy, 'FallbackToLogsOnError', about);
  assert.ok(resources?.requests && resources.limits, about);
}
