import { randomInt } from 'node:crypto';

import type { Cluster } from './cluster';

/**
 * The ports that are for services which name theirs. The cluster picks from the ones above as long as there are any:
 * https://kubernetes.io/docs/concepts/services-networking/service/#avoid-nodeport-collisions
 */
const named = { from: 30_000, to: 30_085 } as const;

/** A service, as far as its ports are concerned. */
interface Service {
  readonly spec: { readonly ports?: readonly { readonly nodePort?: number }[] };
}

/**
 * The NodePorts that services have, in ascending order.
 *
 * @param namespace - whose services; those of all namespaces unless it is given
 */
export async function usedNodePorts(cluster: Cluster, namespace?: string): Promise<number[]> {
  const path = namespace === undefined ? '/api/v1/services' : `/api/v1/namespaces/${namespace}/services`;
  const { items } = await cluster.read<{ items: readonly Service[] }>(path);
  const ports = items.flatMap(({ spec }) => spec.ports ?? []).flatMap(({ nodePort }) => nodePort ?? []);
  return ports.sort((one, other) => one - other);
}

/** Two different NodePorts that no service has. */
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
