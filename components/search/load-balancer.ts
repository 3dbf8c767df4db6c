import type { ValuesOf } from '../../settings';
import type { Question } from '../preflight/check';
import type { Cluster } from '../preflight/cluster';
import type { searchSettings } from './settings';

interface Service {
  readonly spec: { readonly type?: string };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly object[] } };
}

interface Node {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly providerID?: string };
}

/** What the cluster is, by its nodes. */
type Sign = (node: Node) => boolean;

/** The clusters that give addresses by themselves. */
const givers: readonly Sign[] = [
  ({ spec }) =>
    /^(aws|azure|gce|digitalocean|openstack|linode|hcloud|ocid1|k3s):/.test(spec.providerID ?? ''),
  ({ metadata }) => metadata.name === 'docker-desktop',
];
/** The clusters where something has to be started first, and what. */
const helped: readonly (readonly [Sign, string])[] = [
  [
    ({ metadata }) => metadata.labels?.['minikube.k8s.io/name'] !== undefined,
    'run `minikube tunnel` beside it',
  ],
  [({ spec }) => spec.providerID?.startsWith('kind:') ?? false, 'run `cloud-provider-kind` beside it'],
];
const without = 'set `search.service` to NodePort, which needs no address';

/**
 * Something is there that gives the LoadBalancer an address. Without one, the deployment would wait for it in vain. Nobody can
 * tell for certain: what gives addresses need not be in the cluster.
 */
export const addressGiven: Question<ValuesOf<typeof searchSettings>> = {
  holds: 'something gives the load balancer of the search its address',
  lenient: true,
  check: async ({ service }, { cluster, last }) => {
    if (service !== 'LoadBalancer') return [];
    const own = last.resources.filter(
      ({ type, name }) => type === 'kubernetes:core/v1:Service' && name === 'search-balancer',
    );
    if (own.some(({ outputs }) => hasAddress(outputs as unknown as Service))) return [];
    const others = await listOf<Service>(cluster, '/api/v1/services');
    if (others.some(hasAddress) || (await hasGiver(cluster))) return [];
    const nodes = await listOf<Node>(cluster, '/api/v1/nodes');
    if (nodes.some((node) => givers.some((gives) => gives(node)))) return [];
    const help =
      helped.find(([sign]) => nodes.some(sign))?.[1] ?? 'see that the cluster has something that gives one';
    return [
      {
        doubt: `the load balancer of the search may get no address, since nothing that gives one was found: ${help}, or ${without}`,
      },
    ];
  },
};

function hasAddress({ spec, status }: Service): boolean {
  return spec.type === 'LoadBalancer' && (status?.loadBalancer?.ingress?.length ?? 0) > 0;
}

async function listOf<T>(cluster: Cluster, path: string): Promise<readonly T[]> {
  return (await cluster.get<{ readonly items: readonly T[] }>(path))?.items ?? [];
}

/** Whether MetalLB is there, or the local cluster of this project, whose machine controller gives addresses. */
async function hasGiver(cluster: Cluster): Promise<boolean> {
  const [metal, classes] = await Promise.all([
    cluster.get('/apis/metallb.io/v1beta1'),
    listOf<{ readonly provisioner: string }>(cluster, '/apis/storage.k8s.io/v1/storageclasses'),
  ]);
  return metal !== undefined || classes.some(({ provisioner }) => provisioner === 'shared-keys/folder');
}
