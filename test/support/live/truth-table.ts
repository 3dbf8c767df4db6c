import { network, ports, nodePorts } from '../../../local/cluster/layout';
import type { Pod } from '../kubernetes';
import type { Cluster } from './cluster';
import { listening, podNetworks, reach, type Network, type Target } from './reach';

/** A pod of the table. */
export interface TablePod {
  readonly name: string;
  readonly namespace: string;
  /** Its role, such as `creator` or `postgresql`. */
  readonly role: string;
  readonly ip: string;
  readonly network: Network;
}

/** What is at the other end: a port of a pod, a Service, or something of the node. */
export interface End extends Target {
  readonly name: string;
  /** The pods that may answer; none for the node. */
  readonly pods: readonly TablePod[];
  /** The port of those pods; that of a Service can be another one. */
  readonly podPort: number;
  /** Whether the node listens there for pods. */
  readonly listens: boolean;
}

/** Everything that connects, and everything that is connected to. */
export interface Table {
  readonly pods: readonly TablePod[];
  readonly ends: readonly End[];
}

interface ServiceObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly clusterIP?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
  };
}

/** From how many networks it is tried at once. */
const AT_ONCE = 6;
/** Ports from here on are picked by the kernel, for what comes and goes. */
const PICKED = 32_768;

/** Reads what is there: the pods of some namespaces, every port on which they or the node listen, and their Services. */
export async function readTable(cluster: Cluster, namespaces: readonly string[]): Promise<Table> {
  const networks = await podNetworks();
  const read = async <T>(namespace: string, kind: string): Promise<readonly T[]> =>
    (await cluster.read<{ items: readonly T[] }>(`/api/v1/namespaces/${namespace}/${kind}`)).items;
  const found = (await Promise.all(namespaces.map((one) => read<Pod>(one, 'pods')))).flat();
  const services = (await Promise.all(namespaces.map((one) => read<ServiceObject>(one, 'services')))).flat();
  const pods = found
    .filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase === 'Running')
    .map((pod) => ({ pod, entry: tablePod(pod, networks) }));
  const entries = pods.map(({ entry }) => entry);
  const ofPods: End[] = [];
  for (const pod of entries) for (const port of await openPorts(pod.network)) ofPods.push(podEnd(pod, port));
  const ofServices = services.flatMap(({ metadata, spec }) => {
    const behind = pods.filter(
      ({ pod }) => selects(spec.selector, pod) && pod.metadata.namespace === metadata.namespace,
    );
    const host = spec.clusterIP ?? 'None';
    if (host === 'None' || behind.length === 0) return [];
    return (spec.ports ?? []).map(({ port, targetPort = port }) => ({
      name: `Service ${metadata.namespace}/${metadata.name}:${port}`,
      host,
      port,
      protocol: 'TCP' as const,
      pods: behind.map(({ entry }) => entry),
      podPort: behind[0] ? numberOf(targetPort, behind[0].pod) : port,
      listens: true,
    }));
  });
  return {
    pods: entries,
    ends: [...ofPods, ...ofServices, ...(await nodeEnds())],
  };
}

/** Tries everything from everywhere: from each pod, and last from the node. Gives a row of answers for each. */
export async function measure({ pods, ends }: Table): Promise<readonly (readonly boolean[])[]> {
  const waiting = [...pods.map((pod) => pod.network), {}];
  const rows: (readonly boolean[])[] = [];
  // The kernel answers only some refused connections per second. Others take their full time, in which more can be tried.
  while (waiting.length > 0)
    rows.push(...(await Promise.all(waiting.splice(0, AT_ONCE).map((from) => reach(from, ends)))));
  return rows;
}

function tablePod(pod: Pod, networks: ReadonlyMap<string, Network>): TablePod {
  const { name, namespace = '', labels = {} } = pod.metadata;
  const ip = pod.status.podIP ?? '';
  const found = networks.get(ip);
  if (found === undefined)
    throw new Error(`the network of ${namespace}/${name} (${ip}) is not on this machine`);
  const application = labels['app.kubernetes.io/name'] ?? '';
  const role = application === 'tokens' ? labels['app.kubernetes.io/component'] : application;
  return { name, namespace, role: role ?? '', ip, network: found };
}

function podEnd(pod: TablePod, port: number): End {
  const name = `${pod.namespace}/${pod.name}:${port}`;
  return { name, host: pod.ip, port, protocol: 'TCP', pods: [pod], podPort: port, listens: true };
}

function selects(selector: Readonly<Record<string, string>> | undefined, { metadata }: Pod): boolean {
  if (selector === undefined) return false;
  return Object.entries(selector).every(([key, value]) => metadata.labels?.[key] === value);
}

function numberOf(port: number | string, { spec }: Pod): number {
  if (typeof port === 'number') return port;
  const named = spec.containers.flatMap((one) => one.ports ?? []).find(({ name }) => name === port);
  return named?.containerPort ?? 0;
}

/** The ports on which others can reach a network: without those that listen on loopback alone. */
async function openPorts(of: Network): Promise<readonly number[]> {
  const found = await listening(of);
  return [...new Set(found.filter(({ address }) => !isLoopback(address)).map(({ port }) => port))];
}

function isLoopback(address: string): boolean {
  return address.endsWith('7F') && address.length === 8
    ? true
    : address === '00000000000000000000000001000000';
}

/** The node: every port on which it listens, and the parts of the cluster by their names. */
async function nodeEnds(): Promise<readonly End[]> {
  const sockets = (await listening({})).filter(({ port }) => port < PICKED);
  const node = network.nodeAddress;
  const bytes = node
    .split('.')
    .reverse()
    .map((byte) => Number(byte).toString(16).padStart(2, '0'));
  const forPods = (address: string): boolean =>
    /^0+$/.test(address) || address === bytes.join('').toUpperCase();
  const named = Object.entries({ ...ports, ...nodePorts });
  const all = [...new Set([...sockets.map(({ port }) => port), ...named.map(([, port]) => port)])];
  const end = (name: string, host: string, port: number, protocol: 'TCP' | 'UDP', listens: boolean): End => ({
    name,
    host,
    port,
    protocol,
    pods: [],
    podPort: port,
    listens,
  });
  return [
    ...all.map((port) => {
      const part = named
        .filter(([, number]) => number === port)
        .map(([name]) => name)
        .join(' or ');
      const listens = sockets.some((socket) => socket.port === port && forPods(socket.address));
      return end(`node:${port} ${part}`.trim(), node, port, 'TCP', listens);
    }),
    end(`node:${nodePorts.dns} dns by UDP`, node, nodePorts.dns, 'UDP', true),
    end('Service kube-dns by UDP', network.dnsAddress, nodePorts.dns, 'UDP', true),
    end('Service kube-dns by TCP', network.dnsAddress, nodePorts.dns, 'TCP', true),
    end('Service kubernetes', network.apiServiceAddress, 443, 'TCP', true),
  ];
}
