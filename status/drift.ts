import {
  driftOf,
  kubectlKind,
  referencesOf,
  type Drift,
  type LiveObject,
  type ObjectReference,
  type StackObject,
} from '../components/preflight/drift';
import { deployedTo, type DeployedResource } from '../components/preflight/deployed';
import type { Cluster } from '../local/cluster/cluster';
import type { ObjectName, StatusReport } from './report';

interface Listed extends LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: LiveObject['metadata'] & { readonly name: string };
}

/**
 * Compares the state of the stack with the local cluster, by one request for each kind of object. A stack that was deployed to
 * another cluster is not compared: `pulumi up` refuses it.
 *
 * @param resources - the resources in the state of the stack
 * @throws Error when the API server does not answer
 */
export async function readDrift(
  cluster: Pick<Cluster, 'kubectl'>,
  resources: readonly DeployedResource[],
): Promise<Drift> {
  const kinds = new Set(referencesOf(resources).map(kubectlKind));
  if (kinds.size === 0) return { gone: [], altered: [] };
  kinds.add(kubectlKind({ apiVersion: 'v1', kind: 'Namespace' }));
  const { items } = JSON.parse(
    await cluster.kubectl([
      'get',
      [...kinds].join(','),
      '--all-namespaces',
      '--show-managed-fields',
      '--output=json',
      '--request-timeout=5s',
    ]),
  ) as { items: readonly Listed[] };
  const live = new Map(items.map((item) => [keyOf({ ...item, ...item.metadata }), item]));
  const own = live.get(keyOf({ apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' }));
  const deployed = deployedTo({ resources });
  if (deployed !== undefined && deployed !== own?.metadata.uid) return { gone: [], altered: [] };
  return driftOf(resources, (reference) => Promise.resolve(live.get(keyOf(reference))));
}

/** The names of the objects that differ, as the report has them. */
export function driftNames({ gone, altered }: Drift): StatusReport['drift'] {
  const name = ({ reference: { apiVersion, kind, namespace, name } }: StackObject): ObjectName => ({
    apiVersion,
    kind,
    namespace: namespace ?? null,
    name,
  });
  return { gone: gone.map(name), changed: altered.map(name) };
}

function keyOf({
  apiVersion,
  kind,
  namespace = '',
  name,
}: Partial<ObjectReference> & { readonly name: string }): string {
  return [apiVersion, kind, namespace, name].join(' ');
}
