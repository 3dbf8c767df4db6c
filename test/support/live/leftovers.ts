import assert from 'node:assert/strict';

import type { Cluster } from './cluster';
import { eventually } from './conditions';

/** What every namespace has from the cluster itself. */
const ofCluster = new Set(['configmap/kube-root-ca.crt', 'serviceaccount/default']);
/** What may stay of a stack whose data is kept. */
const data = /^(namespace|persistentvolumeclaim|persistentvolume)\//;

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
  const look = async (): Promise<void> => {
    const left = await objectsOf(cluster, namespace);
    const unexpected = keepsData ? left.filter((name) => !data.test(name)) : left;
    assert.deepEqual(unexpected, [], `destroy has left ${unexpected.join(', ')}`);
    if (keepsData && left.length > 0)
      assert.ok(left.some((name) => name.startsWith('persistentvolumeclaim/')));
  };
  await eventually(`nothing is left of ${namespace}`, look, 30);
}

/** Everything that a namespace holds, itself and its volumes included; nothing once it is gone. */
async function objectsOf(cluster: Cluster, namespace: string): Promise<string[]> {
  const volumes = JSON.parse(await cluster.kubectl(['get', 'persistentvolumes', '--output=json'])) as {
    items: {
      metadata: { name: string };
      spec: { claimRef?: { namespace: string }; persistentVolumeReclaimPolicy: string };
    }[];
  };
  const found = volumes.items
    // A volume of another policy is meant to stay.
    .filter(({ spec }) => spec.persistentVolumeReclaimPolicy === 'Delete')
    .filter(({ spec }) => spec.claimRef?.namespace === namespace)
    .map(({ metadata }) => `persistentvolume/${metadata.name}`);
  const names = ['--ignore-not-found', '--output=name'];
  const itself = (await cluster.kubectl(['get', 'namespace', namespace, ...names])).trim();
  if (itself === '') return found;
  const kinds = await cluster.kubectl([
    'api-resources',
    '--namespaced',
    '--verbs=list,delete',
    '--output=name',
  ]);
  const asked = kinds.split('\n').filter((kind) => kind !== '' && !/^events(\.|$)/.test(kind));
  const objects = await cluster.kubectl(['get', asked.join(','), `--namespace=${namespace}`, ...names]);
  return [itself, ...objects.split('\n').filter((name) => name !== '' && !ofCluster.has(name)), ...found];
}
