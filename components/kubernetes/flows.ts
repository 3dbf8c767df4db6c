import type * as pulumi from '@pulumi/pulumi';

import type { NamedPort } from './ports';

/** The labels that select pods of the namespace; none select all. */
export type PodLabels = Readonly<Record<string, string>>;

/** Who is at the other end of a connection: pods of the namespace, all pods of another one, or an IP address. */
export type Peer =
  { readonly pods: PodLabels } | { readonly namespace: string } | { readonly address: string };

/** The other end of connections. */
export interface FlowEnd {
  /** Who it is; default: anybody, in the cluster or outside. */
  readonly peer?: Peer;
  /** The ports of the pod that is reached, not those of a Service in front of it; default: all. */
  readonly ports?: readonly { readonly number: number; readonly protocol: 'TCP' | 'UDP' }[];
}

/** Connections from or to some pods that are allowed. */
export interface Flow {
  /** The name of its policy. It changes with the ports, so that both flows are allowed while pods are replaced. */
  readonly name: string;
  /** The pods at this end. */
  readonly pods: PodLabels;
  /** Whether they are reached from the other end, or reach to it. */
  readonly direction: 'from' | 'to';
  /** The other ends. */
  readonly ends: pulumi.Input<readonly FlowEnd[]>;
}

/** Pods at an end of a flow, and what they are called in the names of policies. */
export interface Party {
  readonly name: string;
  readonly pods: PodLabels;
}

/** Lets everybody reach a port of some pods: the clients of a NodePort or LoadBalancer service have any address. */
export function fromAnywhere({ name, pods }: Party, port: NamedPort): Flow {
  return {
    name: `${name}-from-anywhere-${port.number}`,
    pods,
    direction: 'from',
    ends: [{ ports: [tcp(port.number)] }],
  };
}

/** Lets some pods reach a port of others in the namespace: the one end may connect, the other may be reached. */
export function between(client: Party, server: Party, port: NamedPort): readonly Flow[] {
  const ports = [tcp(port.number)];
  return [
    {
      name: `${client.name}-to-${server.name}-${port.number}`,
      pods: client.pods,
      direction: 'to',
      ends: [{ peer: { pods: server.pods }, ports }],
    },
    {
      name: `${server.name}-from-${client.name}-${port.number}`,
      pods: server.pods,
      direction: 'from',
      ends: [{ peer: { pods: client.pods }, ports }],
    },
  ];
}

/**
 * The servers that resolve names. They are pods in one cluster, a process on every node in another, at an address that only the node
 * knows: therefore any server at their port.
 */
export const nameServers: FlowEnd = {
  ports: [
    { number: 53, protocol: 'UDP' },
    { number: 53, protocol: 'TCP' },
  ],
};

/** A TCP port at the other end. */
export function tcp(number: number) {
  return { number, protocol: 'TCP' } as const;
}
