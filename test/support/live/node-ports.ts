import { randomInt } from 'node:crypto';

import type { Cluster } from './cluster';

/**
 * The ports for Services that name their port. Kubernetes assigns these only when no higher one is free:
 * https://kubernetes.io/docs/concepts/services-networking/service/#avoid-nodeport-collisions
 */
const named = { from: 30_000, to: 30_085 } as const;

/** The ports of a Service. */
interface Service {
  readonly spec: { readonly ports?: readonly { readonly nodePort?: number }[] };
}

/**
 * The node ports that Services use, in ascending order.
 *
 * @param namespace - the namespace of the Services; all namespaces by default
 */
export async function usedNodePorts(cluster: Cluster, namespace?: string): Promise<number[]> {
  const path = namespace === undefined ? '/api/v1/services' : `/api/v1/namespaces/${namespace}/services`;
  const { items } = await cluster.read<{ items: readonly Service[] }>(path);
  const ports = items.flatMap(({ spec }) => spec.ports ?? []).flatMap(({ nodePort }) => nodePort ?? []);
  return ports.sort((one, other) => one - other);
}

/** Two different node ports that no Service uses. */
export async function twoFreeNodePorts(cluster: Cluster): Promise<[number, number]> {
  const used = await usedNodePorts(cluster);
  const free = Array.from({ length: named.to - named.from + 1 }, (_, index) => named.from + index).filter(
    (port) => !used.includes(port),
  );
  const take = (): number => {
    const [port] = free.splice(randomInt(free.length), 1);
    return port!;
  };
  return [take(), take()];
}
