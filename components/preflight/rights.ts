import type { AllSettings, Check } from './check';
import type { Cluster, Deed } from './cluster';
import { namespacesOf } from './namespaces';

/** The kinds of a group in the API, by their names there. */
interface KindsOfGroup {
  readonly group: string;
  readonly resources: readonly string[];
}

/** What a deployment does with the objects that it makes. It reads a kind as a list to find what is there already. */
export const making = ['get', 'list', 'watch', 'create', 'patch', 'delete'] as const;
/** What a deployment does with the objects that it waits for. */
export const waiting = ['get', 'list', 'watch'] as const;

/** The kinds that the stack makes in a namespace. */
export const madeInNamespaces: readonly KindsOfGroup[] = [
  { group: '', resources: ['configmaps', 'persistentvolumeclaims', 'secrets', 'services'] },
  { group: 'apps', resources: ['deployments', 'statefulsets'] },
  { group: 'policy', resources: ['poddisruptionbudgets'] },
  { group: 'networking.k8s.io', resources: ['networkpolicies'] },
];
/** The kinds that others make, and that a deployment waits for. */
export const waitedFor: readonly KindsOfGroup[] = [
  { group: '', resources: ['events', 'pods'] },
  { group: 'apps', resources: ['replicasets'] },
];
/** What a deployment does with a namespace that is there, as one that somebody has made for it. */
const taking = ['get', 'patch', 'delete'] as const;

/**
 * The user may do all that a deployment does. One who may do everything is asked once. The rules in the cluster have a question of
 * their own.
 */
export const mayDeploy: Check<AllSettings> = async (settings, { cluster }) => {
  if (await cluster.allowsAll()) return [];
  const inNamespaces = namespacesOf(settings).map(async ({ namespace }) => {
    const there = (await cluster.get(`/api/v1/namespaces/${namespace}`)) !== undefined;
    const verbs = there ? taking : (['create', ...taking] as const);
    const own = verbs.map((verb): Deed => ({ verb, group: '', resource: 'namespaces', name: namespace }));
    const inside = [
      ...deedsOf(madeInNamespaces, making, namespace),
      ...deedsOf(waitedFor, waiting, namespace),
    ];
    return [
      ...problem(await refusedOf(cluster, own), `, of which it needs ${namespace}`),
      ...problem(await refusedOf(cluster, inside), ` in the namespace ${namespace}`),
    ];
  });
  return (await Promise.all(inNamespaces)).flat();
};

/**
 * What the user may not do.
 *
 * @param cluster - the cluster, which knows what the user may
 * @param deeds - what the user wants to do
 * @throws Unreachable when the cluster does not answer
 */
export async function refusedOf(cluster: Cluster, deeds: readonly Deed[]): Promise<readonly Deed[]> {
  if (await cluster.allowsAll()) return [];
  const allowed = await Promise.all(deeds.map((deed) => cluster.allows(deed)));
  return deeds.filter((_, index) => !allowed[index]);
}

function deedsOf(kinds: readonly KindsOfGroup[], verbs: readonly string[], namespace: string): Deed[] {
  return kinds.flatMap(({ group, resources }) =>
    resources.flatMap((resource) => verbs.map((verb): Deed => ({ verb, group, resource, namespace }))),
  );
}

function problem(refused: readonly Deed[], where: string): readonly string[] {
  if (refused.length === 0) return [];
  const named = (deed: Deed): string =>
    deed.group === '' ? deed.resource : `${deed.resource}.${deed.group}`;
  const kinds = [...new Set(refused.map(named))].map((kind) => {
    const verbs = refused.filter((deed) => named(deed) === kind).map(({ verb }) => verb);
    return `${verbs.join(', ')} ${kind}`;
  });
  return [
    `the user may not ${kinds.join('; ')}${where}: ask who runs the cluster for these rights, or deploy as another user`,
  ];
}
