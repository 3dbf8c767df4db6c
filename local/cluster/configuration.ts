import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';

import { BUILDER, network, nodePorts, ports, registryHost, type Layout } from './layout';
import { identityOf } from './identities';
import { admissionConfig } from './static-policies';

/** The pause image: one container of it keeps the Linux namespaces of a pod open. */
export const PAUSE_IMAGE = `${registryHost}/shared-keys/pause:1`;

/** Bit of CAP_SYS_RESOURCE in the capability masks of `/proc/PID/status` (capabilities(7)). */
const CAP_SYS_RESOURCE = 24n;

/** The parts with a configuration file. */
export type Configured =
  | 'containerd'
  | 'cni'
  | 'kubelet'
  | 'kube-proxy'
  | 'coredns'
  | 'registry'
  | 'buildkitd'
  | 'buildx'
  | 'admission'
  | 'policies';

/** The path of each part's configuration file. */
export function configurationFiles(layout: Layout): Record<Configured, string> {
  const file = (name: string): string => join(layout.config, name);
  return {
    containerd: file('containerd.toml'),
    cni: join(layout.config, 'cni', '10-bridge.conflist'),
    kubelet: file('kubelet.yaml'),
    'kube-proxy': file('kube-proxy.yaml'),
    coredns: file('Corefile'),
    registry: file('registry.yaml'),
    buildkitd: file('buildkitd.toml'),
    buildx: join(layout.buildx, 'instances', BUILDER),
    admission: file('admission.yaml'),
    // Alone in its folder: the API server loads all files there.
    policies: join(layout.config, 'policies', 'policies.json'),
  };
}

/**
 * Writes the configuration file of every part, unless its content is already right.
 *
 * @param policies - the list of admission policies and bindings that the API server loads itself
 */
export function writeConfiguration(layout: Layout, policies: object): void {
  const files = configurationFiles(layout);
  const contents: Record<Configured, string> = {
    containerd: containerdConfig(layout, missesCapability(CAP_SYS_RESOURCE)),
    cni: containerNetwork(layout),
    kubelet: kubeletConfig(layout),
    'kube-proxy': proxyConfig(layout),
    coredns: corefile(layout),
    registry: registryConfig(layout),
    buildkitd: buildkitConfig(layout),
    buildx: buildxInstance(layout),
    admission: admissionConfig(files.policies),
    policies: JSON.stringify(policies, undefined, 2),
  };
  for (const [part, text] of Object.entries(contents)) {
    const file = files[part as Configured];
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, text, { mode: 0o600 });
  }
}

/** Whether this process lacks a capability. In some sandboxes even root does. */
function missesCapability(bit: bigint): boolean {
  const mask = /^CapEff:\s+([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return ((BigInt(`0x${mask}`) >> bit) & 1n) === 0n;
}

/**
 * Configuration version 2, which containerd 1.6 to 2 read.
 *
 * @param restrictScore - set when CAP_SYS_RESOURCE is missing: containerd then never lowers an OOM score.
 */
function containerdConfig(layout: Layout, restrictScore: boolean): string {
  return `version = 2
root = "${layout.paths.data}/containerd"
state = "${layout.paths.run}/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper"]

[grpc]
  address = "${layout.containerdSocket}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  disable_tcp_service = true
  stream_server_address = "127.0.0.1"
  # Without CAP_SYS_RESOURCE a score cannot be lowered, and runc would fail.
  restrict_oom_score_adj = ${restrictScore}
  # So that all mounts of the cluster are in one place.
  netns_mounts_under_state_dir = true
  max_concurrent_downloads = 6
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${layout.bins.debian}/usr/lib/cni"
    conf_dir = "${dirname(configurationFiles(layout).cni)}"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = "${layout.bins.debian}/usr/sbin/runc"
        SystemdCgroup = false
`;
}

function containerNetwork(layout: Layout): string {
  const bridge = {
    type: 'bridge',
    bridge: network.bridge,
    isGateway: true,
    ipMasq: true,
    hairpinMode: true,
    ipam: {
      type: 'host-local',
      // In the run folder: after a restart of the machine no pod holds an address.
      dataDir: join(layout.paths.run, 'leases'),
      ranges: [[{ subnet: network.podRange }]],
      routes: [{ dst: '0.0.0.0/0' }],
    },
  };
  const portmap = { type: 'portmap', capabilities: { portMappings: true } };
  return `${JSON.stringify({ cniVersion: '1.0.0', name: network.name, plugins: [bridge, portmap] }, undefined, 2)}\n`;
}

function kubeletConfig(layout: Layout): string {
  return stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: network.nodeAddress,
    port: nodePorts.kubelet,
    healthzBindAddress: '127.0.0.1',
    healthzPort: ports.kubeletHealth,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(layout.pki, 'ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    cgroupDriver: 'cgroupfs',
    cgroupRoot: '/shared-keys',
    failCgroupV1: false,
    failSwapOn: false,
    containerRuntimeEndpoint: `unix://${layout.containerdSocket}`,
    podLogsDir: join(layout.paths.data, 'pod-logs'),
    clusterDNS: [network.dnsAddress],
    clusterDomain: 'cluster.local',
    resolvConf: '/etc/resolv.conf',
    seccompDefault: true,
    serializeImagePulls: false,
    registryPullQPS: 0,
    // No image is removed and no pod evicted for lack of disk space: the disk belongs to the user.
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'nodefs.available': '0%', 'imagefs.available': '0%', 'memory.available': '100Mi' },
  });
}

function proxyConfig(layout: Layout): string {
  return stringify({
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    // The only mode in which node ports work on loopback.
    mode: 'iptables',
    clusterCIDR: network.podRange,
    clientConnection: { kubeconfig: identityOf(layout, 'kube-proxy') },
    conntrack: { maxPerCore: 0 },
    iptables: { localhostNodePorts: true },
    nodePortAddresses: ['127.0.0.0/8'],
    healthzBindAddress: `127.0.0.1:${ports.proxyHealth}`,
    metricsBindAddress: `127.0.0.1:${ports.proxyMetrics}`,
  });
}

function corefile(layout: Layout): string {
  return `.:${nodePorts.dns} {
    bind ${network.nodeAddress}
    errors
    ready 127.0.0.1:${ports.dnsReady}
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        kubeconfig ${identityOf(layout, 'coredns')}
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 30
    }
    forward . /etc/resolv.conf {
        max_concurrent 1000
    }
    cache 30
    loadbalance
}
`;
}

function registryConfig(layout: Layout): string {
  return stringify({
    version: '0.1',
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: join(layout.paths.data, 'registry') },
      delete: { enabled: true },
      cache: { blobdescriptor: 'inmemory' },
    },
    http: { addr: `127.0.0.1:${ports.registry}` },
  });
}

/** BuildKit looks for base images in the local registry first, then in the registry in their name. */
function buildkitConfig(layout: Layout): string {
  return `root = "${layout.paths.data}/buildkit"

[grpc]
  address = ["unix://${layout.buildkitSocket}"]

[worker.oci]
  enabled = true
  snapshotter = "overlayfs"
  binary = "${layout.bins.debian}/usr/sbin/runc"
  defaultCgroupParent = "/shared-keys/buildkit"

[worker.containerd]
  enabled = false

[registry."docker.io"]
  mirrors = ["${registryHost}"]

[registry."gcr.io"]
  mirrors = ["${registryHost}"]

[registry."${registryHost}"]
  http = true
`;
}

/** A buildx instance with the driver `remote`: the docker-build provider finds BuildKit by it, without Docker. */
function buildxInstance(layout: Layout): string {
  const node = {
    Name: `${BUILDER}0`,
    Endpoint: `unix://${layout.buildkitSocket}`,
    Platforms: null,
    DriverOpts: null,
    Flags: null,
    Files: null,
  };
  return JSON.stringify({ Name: BUILDER, Driver: 'remote', Nodes: [node], Dynamic: false });
}
