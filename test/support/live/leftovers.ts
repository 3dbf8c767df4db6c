import assert from 'node:assert/strict';

import { Kubectl } from '../../../destroy/kubectl';
import { holdsData, remainsOf } from '../../../destroy/remains';
import type { Cluster } from './cluster';
import { eventually } from './conditions';

/**
 * Fails unless a destroyed stack has left nothing in the cluster, or only its namespace, claims and volumes when its data
 * is kept. The cluster has 30 s to end pods and to remove volumes.
 *
 * @param namespace - the namespace, which was the stack's alone
 * @param keepsData - whether the stack's settings keep the data
 */
export async function assertNothingLeft(
  cluster: Cluster,
  namespace: string,
  keepsData: boolean,
): Promise<void> {
  const kubectl = new Kubectl((args) => cluster.kubectl([...args]));
  const look = async (): Promise<void> => {
    const left = await remainsOf(kubectl, [namespace]);
    const unexpected = (keepsData ? left.filter((one) => !holdsData(one)) : left).map(({ object }) => object);
    assert.deepEqual(unexpected, [], `destroy has left ${unexpected.join(', ')}`);
    if (keepsData && left.length > 0)
      assert.ok(left.some(({ object }) => object.startsWith('persistentvolumeclaim/')));
  };
  await eventually(`nothing is left of ${namespace}`, look, 30);
}
