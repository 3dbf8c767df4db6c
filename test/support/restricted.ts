import assert from 'node:assert/strict';

/** A container, as far as the `restricted` level looks at it. */
interface CheckedContainer {
  readonly name: string;
  readonly resources?: { readonly requests?: object; readonly limits?: object };
  readonly terminationMessagePolicy?: string;
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly privileged?: boolean;
    readonly capabilities?: object;
  };
}

/** A pod, as far as the `restricted` level looks at it. */
export interface CheckedPod {
  readonly automountServiceAccountToken?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: {
    readonly runAsNonRoot?: boolean;
    readonly runAsUser?: number;
    readonly runAsGroup?: number;
    readonly seccompProfile?: object;
    readonly sysctls?: readonly { readonly name: string }[];
  };
  readonly initContainers?: readonly CheckedContainer[];
  readonly containers: readonly CheckedContainer[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
}

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

/**
 * Fails unless a pod keeps the rules of this project for every pod: the `restricted` Pod Security level, a read-only
 * root file system, no token of the API, requests and limits, and a termination message that falls back to the logs.
 */
export function assertRestricted(pod: CheckedPod): void {
  assert.equal(pod.automountServiceAccountToken, false, 'the pod mounts no service-account token');
  for (const shared of [pod.hostNetwork, pod.hostPID, pod.hostIPC]) {
    assert.ok(shared !== true, 'nothing of the host is shared');
  }

  const { sysctls = [], ...security } = pod.securityContext ?? {};
  assert.equal(security.runAsNonRoot, true);
  assert.ok(Number(security.runAsUser) > 0, 'the user is a number and not root');
  assert.ok(Number(security.runAsGroup) > 0, 'the group is a number and not root');
  assert.deepEqual(security.seccompProfile, { type: 'RuntimeDefault' });
  for (const { name } of sysctls) assert.ok(safeSysctls.has(name), `${name} is safe`);

  for (const volume of pod.volumes ?? []) {
    const kinds = Object.keys(volume).filter((key) => key !== 'name');
    assert.ok(
      kinds.every((kind) => restrictedVolumes.has(kind)),
      `the volume kind ${kinds.join()} is allowed`,
    );
  }
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  assert.ok(containers.length > 0);
  for (const container of containers) {
    const about = `container ${container.name}`;
    assert.equal(container.securityContext?.allowPrivilegeEscalation, false, about);
    assert.equal(container.securityContext.readOnlyRootFilesystem, true, about);
    assert.deepEqual(container.securityContext.capabilities, { drop: ['ALL'] }, about);
    assert.equal(container.securityContext.privileged, undefined, about);
    assert.equal(container.terminationMessagePolicy, 'FallbackToLogsOnError', about);
    assert.ok(container.resources?.requests && container.resources.limits, about);
  }
}
