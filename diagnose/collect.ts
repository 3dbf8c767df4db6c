import { messageOf } from '../local/host/failure';
import type { Kubectl, KubernetesObject } from '../destroy/kubectl';
import type { Event, Observed, Pod } from './objects';
import { containersOf, isUnwell } from './objects';

/** The kinds that are read. No Secret and no ConfigMap: what is in them is no cause, and may be secret. */
const kinds = [
  'pods',
  'deployments',
  'statefulsets',
  'replicasets',
  'services',
  'persistentvolumeclaims',
  'poddisruptionbudgets',
  'networkpolicies',
].join(',');

/** How much of each log is read. */
const LOG = ['--timestamps', '--tail=2000', '--limit-bytes=1000000'];
/** How many logs are read at once. Each needs a process of its own. */
const AT_ONCE = 6;

/** What was read of the cluster. */
export interface Collected {
  readonly objects: readonly Observed[];
  readonly events: readonly Event[];
  readonly nodes: readonly Observed[];
  /** Texts by the path of their file, such as `pods/hotels/hotels-5d9/frontend.log`. */
  readonly files: ReadonlyMap<string, string>;
  /** The logs by the uid of the pod and the name of the container: the one before its last restart, or else the current one. */
  readonly logs: ReadonlyMap<string, string>;
}

/**
 * Reads what the cluster tells of some namespaces. What cannot be read is said in the file where it would be.
 *
 * @param kubectl - for the cluster of the stack
 * @param namespaces - the namespaces of the stack; those that do not exist give nothing
 */
export async function collect(kubectl: Kubectl, namespaces: readonly string[]): Promise<Collected> {
  const files = new Map<string, string>();
  const reading = async <T>(file: string, read: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      files.set(file, `This could not be read: ${messageOf(error)}\n`);
      return otherwise;
    }
  };
  const described = async (file: string, args: readonly string[]): Promise<void> => {
    const text = await reading(file, () => kubectl.run(['describe', ...args]), undefined);
    if (text !== undefined && text !== '') files.set(file, `${text}\n`);
  };
  const [found, nodes] = await Promise.all([
    Promise.all(
      namespaces.map((namespace) =>
        reading(
          `objects/${namespace}.json`,
          () => kubectl.list<Observed>([`${kinds},events`, `--namespace=${namespace}`, '--ignore-not-found']),
          [],
        ),
      ),
    ),
    reading('nodes.json', () => kubectl.list<Observed>(['nodes']), []),
    described('nodes.txt', ['nodes']),
    ...namespaces.map((namespace) =>
      described(`describe/${namespace}.txt`, [kinds, `--namespace=${namespace}`]),
    ),
  ]);
  const all = found.flat();
  const events = all.filter((object): object is Event & Observed => object.kind === 'Event');
  const objects = all.filter(({ kind }) => kind !== 'Event');
  const pods = objects.filter((object): object is Pod => object.kind === 'Pod').filter(isUnwell);
  return { objects, events, nodes, files, logs: await logsOf(kubectl, pods, files) };
}

/** Reads the logs of all containers of some pods, the current ones and those before the last restart. */
async function logsOf(
  kubectl: Kubectl,
  pods: readonly Pod[],
  files: Map<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const logs = new Map<string, string>();
  const waiting = pods.flatMap((pod) =>
    containersOf(pod).flatMap(({ name, restartCount, state }) => [
      ...(restartCount > 0 ? [{ pod, name, previous: true }] : []),
      ...(state?.waiting === undefined || restartCount > 0 ? [{ pod, name, previous: false }] : []),
    ]),
  );
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { pod, name, previous } = next;
      const { namespace = '', name: podName } = pod.metadata;
      const file = `pods/${namespace}/${podName}/${name}${previous ? '.previous' : ''}.log`;
      const which = [`--container=${name}`, ...(previous ? ['--previous'] : []), ...LOG];
      try {
        const log = await kubectl.run(['logs', `--namespace=${namespace}`, podName, ...which]);
        files.set(file, `${log}\n`);
        const key = logKey(pod, name);
        if (log !== '' && (previous || !logs.has(key))) logs.set(key, log);
      } catch (error) {
        files.set(file, `This could not be read: ${messageOf(error)}\n`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return logs;
}

/** The key of a log in {@link Collected.logs}. */
export function logKey({ metadata }: KubernetesObject, container: string): string {
  return `${metadata.uid} ${container}`;
}
