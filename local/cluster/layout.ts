import { join } from 'node:path';

import type { DaemonFolders } from '../host/daemon';
import type { Paths } from '../host/paths';

/** Addresses of the cluster. They are on loopback or on the pod network, which is a bridge on this machine. */
export const network = {
  /** The bridge to which all pods are connected. It has the address of the node. */
  bridge: 'sharedkeys0',
  nodeAddress: '10.244.0.1',
  /** The hardware address of the bridge: locally administered; its last four bytes are the node's address. */
  nodeHardwareAddress: '0a:58:0a:f4:00:01',
  podRange: '10.244.0.0/16',
  serviceRange: '10.96.0.0/16',
  dnsAddress: '10.96.0.10',
  /** The Service `kubernetes` of the API server: the first address of the range. */
  apiServiceAddress: '10.96.0.1',
  loadBalancerRange: '127.10.0.0/24',
  /** Name of the container network. Address leases and iptables rules with this name belong to the cluster. */
  name: 'shared-keys',
} as const;

/**
 * Ports on 127.0.0.1. They differ from the default ports, which another Kubernetes on the machine may use. The registry
 * has the port that kind's documentation uses.
 */
export const ports = {
  api: 26443,
  etcd: 22379,
  etcdPeer: 22380,
  registry: 5001,
  controllerManager: 20257,
  scheduler: 20259,
  proxyHealth: 20256,
  proxyMetrics: 20249,
  kubeletHealth: 20248,
  dnsReady: 20181,
} as const;

/** Ports on the node's address in the pod network. */
export const nodePorts = { kubelet: 10250, dns: 53, api: ports.api } as const;

/** Name of the only node. */
export const NODE = 'shared-keys';
/** The local registry, as in image references. */
export const registryHost = `localhost:${ports.registry}`;
/** Name of the BuildKit instance for buildx and the docker-build provider. */
export const BUILDER = 'shared-keys';

/** The files and folders of the local cluster. */
export interface Layout {
  readonly paths: Paths;
  /** Folders of the binaries. */
  readonly bins: {
    readonly kubernetes: string;
    readonly buildkit: string;
    readonly pause: string;
    readonly kubeRouter: string;
    /** The folder into which the Debian packages are unpacked. */
    readonly debian: string;
  };
  readonly daemons: DaemonFolders;
  readonly pki: string;
  readonly config: string;
  readonly identities: string;
  /** The kubeconfig of the user, who is cluster administrator. */
  readonly kubeconfig: string;
  readonly volumes: string;
  readonly containerdSocket: string;
  readonly buildkitSocket: string;
  /** The value of BUILDX_CONFIG, a folder. */
  readonly buildx: string;
}

/** The folders of binaries for what needs no tool: the other folders do not depend on them. */
export const noTools: Layout['bins'] = {
  kubernetes: '',
  buildkit: '',
  pause: '',
  kubeRouter: '',
  debian: '',
};

/**
 * Derives the layout.
 *
 * @param bins - the folders of the built tools.
 */
export function layoutOf(paths: Paths, bins: Layout['bins']): Layout {
  return {
    paths,
    bins,
    daemons: { run: join(paths.run, 'daemons'), logs: join(paths.data, 'logs') },
    pki: join(paths.data, 'pki'),
    config: join(paths.data, 'config'),
    identities: join(paths.data, 'identities'),
    kubeconfig: join(paths.data, 'kubeconfig'),
    volumes: join(paths.data, 'volumes'),
    containerdSocket: join(paths.run, 'containerd', 'containerd.sock'),
    buildkitSocket: join(paths.run, 'buildkit', 'buildkitd.sock'),
    buildx: join(paths.data, 'buildx'),
  };
}

/** The path of a binary in `usr/bin` of the Debian packages. */
export function debianBinary(layout: Layout, name: string): string {
  return join(layout.bins.debian, 'usr', 'bin', name);
}
