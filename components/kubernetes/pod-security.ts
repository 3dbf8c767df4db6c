import type { types } from '@pulumi/kubernetes';

type PodSecurityContext = types.input.core.v1.PodSecurityContext;
type SecurityContext = types.input.core.v1.SecurityContext;

/** The user and group that every container runs as: numeric, so that the kubelet can tell that it is not root. */
export const unprivilegedId = 10001;

/** The labels by which the API server refuses any pod of a namespace that breaks the `restricted` level. */
export const restrictedNamespaceLabels: Readonly<Record<string, string>> = Object.fromEntries(
  ['enforce', 'audit', 'warn'].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, 'restricted'],
    [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]),
);

/** What a pod needs besides the usual hardening. */
export interface PodSecurityArgs {
  /** Lets the unprivileged user listen on ports below 1024, within the pod only; default `false`. */
  readonly lowPorts?: boolean;
}

/** The hardening of a pod: its user and system calls, no token of the API, and nothing about services in its environment. */
export interface HardenedPod {
  readonly automountServiceAccountToken: false;
  readonly enableServiceLinks: false;
  readonly securityContext: PodSecurityContext;
}

/**
 * The hardening of a whole pod, to be spread into its specification.
 *
 * @param args - what the pod needs besides; default: nothing
 */
export function hardenedPod({ lowPorts = false }: PodSecurityArgs = {}): HardenedPod {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: unprivilegedId,
      runAsGroup: unprivilegedId,
      fsGroup: unprivilegedId,
      // The ownership of a volume's files is changed once, not at every start of every replica that shares it.
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
      // A safe sysctl. The capability NET_BIND_SERVICE would have to be set on a file of the image as well.
      ...(lowPorts ? { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] } : {}),
    },
  };
}

/** The hardening of one container: it cannot gain privileges, and can write to its volumes only. */
export function hardenedContainer(): SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  };
}
