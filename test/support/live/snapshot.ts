import assert from 'node:assert/strict';

import { systemNames } from '../../../components/systems';
import type { Cluster } from './cluster';
import type { Outputs } from './outputs';
import { Workload } from './workload';

/** The kinds of objects that a test could change. Without Secrets: a failed comparison would print them. */
const kinds =
  'deployments,statefulsets,services,configmaps,poddisruptionbudgets,networkpolicies,persistentvolumeclaims';

/** The desired state of an object, without its status and without generated metadata. */
interface AskedFor {
  readonly labels?: object;
  readonly spec?: object;
  readonly data?: object;
}

/** All objects of the systems of a stack, by namespace, kind and name. */
export type Snapshot = Readonly<Record<string, AskedFor>>;

/** Waits until all replicas of all systems of a stack serve, then reads their objects. */
export async function snapshot(cluster: Cluster, outputs: Outputs): Promise<Snapshot> {
  const namespaces = systemNames.flatMap((system) => outputs[system]?.namespace ?? []);
  const objects = await Promise.all(namespaces.map((namespace) => objectsOf(cluster, namespace)));
  return Object.fromEntries(objects.flat());
}

async function objectsOf(cluster: Cluster, namespace: string): Promise<[name: string, AskedFor][]> {
  const workloads = await Workload.allIn(cluster, namespace);
  assert.ok(workloads.length > 0, `${namespace} has workloads`);
  await Promise.all(workloads.map((workload) => workload.allServing()));
  const { items } = JSON.parse(
    await cluster.kubectl(['get', kinds, `--namespace=${namespace}`, '--output=json']),
  ) as { items: (AskedFor & { kind: string; metadata: { name: string; labels?: object } })[] };
  return items.map(({ kind, metadata: { name, labels }, spec, data }) => [
    `${namespace}/${kind}/${name}`,
    { ...(labels && { labels }), ...(spec && { spec }), ...(data && { data }) },
  ]);
}
