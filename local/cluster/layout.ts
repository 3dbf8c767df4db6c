import { join } from 'node:path';

import type { DaemonFolders } from '../host/daemon';
import type { Paths } from '../host/paths';

/** Addresses and ports: loopback, or the pod network, which ends at a bridge of this machine. */
export const network = {
  /** The bridge that all pods hang on; its address is the node's. */
  bridge: 'sharedkeys0',
  nodeAddress: '10.244.0.1',
  /** The bridge's hardware address: locally administered, and the node's address in its last four bytes. */
  nodeHardwareAddress: '0a:58:0a:f4:00:01',
  podRange: '10.244.0.0/16',
  serviceRange: '10.96.0.0/16',
  dnsAddress: '10.96.0.10',
  /** The API server's own Service, the first address of the range. */
  apiServiceAddress: '10.96.0.1',
  loadBalancerRange: '127.10.0.0/24',
  /** Name of the container network, by which its leases, interfaces and rules are known as ours. */
  name: 'shared-keys',
} as const;

/** Ports on 127.0.0.1, chosen away from those of other Kubernetes on the machine; the registry's is kind's. */
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

/** Ports on the node's address, on the pod network. */
export const nodePorts = { kubelet: 10250, dns: 53, api: ports.api } as const;

/** The cluster's only node. */
export const NODE = 'shared-keys';
export const registryHost = `localhost:${ports.registry}`;
/** Name of the BuildKit instance, for buildx and what speaks as it. */
export const BUILDER = 'shared-keys';

/** The files and folders of the local cluster. */
export interface Layout {
  readonly paths: Paths;
  /** Binaries, in the order in which they are looked for. */
  readonly bins: {
    readonly kubernetes: string;
    readonly buildkit: string;
    readonly pause: string;
    /** The root of what Debian's packages hold. */
    readonly debian: string;
  };
  readonly daemons: DaemonFolders;
  readonly pki: string;
  readonly config: string;
  readonly identities: string;
  /** The kubeconfig of the person at the terminal. */
  readonly kubeconfig: string;
  readonly volumes: string;
  readonly containerdSocket: string;
  readonly buildkitSocket: string;
  /** The folder that BUILDX_CONFIG names. */
  readonly buildx: string;
}

/** Derives the layout from the paths and the folders of the built tools. */
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

/** Gives the path of a binary in one of Debian's packages. */
export function debianBinary(layout: Layout, name: string): string {
  return join(layout.bins.debian, 'usr', 'bin', name);
}
