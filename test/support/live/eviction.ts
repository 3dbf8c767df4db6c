import assert from 'node:assert/strict';

import { eventually } from './conditions';
import type { Workload } from './workload';

/** The response of the API server to a request for an eviction. */
export interface EvictionAnswer {
  /** 201 when the pod is evicted, 429 when a disruption budget refuses it. */
  readonly status: number;
  readonly data: unknown;
}

/** Requests the eviction of a pod, as `kubectl drain` does for each pod of a node. */
export function evict({ cluster, namespace }: Workload, pod: string): Promise<EvictionAnswer> {
  return cluster.post(`/api/v1/namespaces/${namespace}/pods/${pod}/eviction`, {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: pod, namespace },
  });
}

/** Fails unless a disruption budget refuses the eviction of the pod now. */
export async function assertNotEvicted(workload: Workload, pod: string): Promise<void> {
  const { status, data } = await evict(workload, pod);
  assert.equal(status, 429, `${pod}: ${JSON.stringify(data)}`);
  assert.match(JSON.stringify(data), /disruption budget/);
}

/**
 * Evicts all current pods of a workload, as when all their nodes are drained, and waits until all replicas serve again.
 * Fails unless the disruption budget refuses each further eviction until a new pod serves in place of the evicted one.
 */
export async function drain(workload: Workload): Promise<void> {
  const before = await workload.readPods();
  for (const [index, { metadata }] of before.entries()) {
    const { name } = metadata;
    if (index > 0) await assertNotEvicted(workload, name);
    await eventually(`${name} is evicted`, async () => {
      const { status, data } = await evict(workload, name);
      assert.equal(status, 201, JSON.stringify(data));
    });
  }
  await workload.allServing(before);
}
