import type { DeployedResource } from '../components/preflight/deployed';
import type { Cluster } from '../local/cluster/cluster';
import { Failure } from '../local/host/failure';
import type { Report } from '../local/host/steps';
import { waitFor } from '../local/host/wait';
import { isPodWell, type PodState } from '../status/report';
import { readSystems } from '../status/workloads';

/** How long the pods of a stack may take to become ready after a deployment, in milliseconds. */
const TIMEOUT_MS = 90_000;

/** How it is waited. */
export interface ReadyOptions {
  /** Takes the progress. */
  readonly report?: Report;
  readonly signal?: AbortSignal | undefined;
  /** In milliseconds; default 90 s. */
  readonly timeout?: number;
}

/**
 * Waits until all pods of a stack are ready. Pulumi waits only for those that it has changed.
 *
 * @param resources - the resources in the state of the stack, which name its namespaces
 * @throws Failure that names the pods that are not ready in time, and how to find out why
 */
export async function podsReady(
  cluster: Pick<Cluster, 'kubectl'>,
  resources: readonly DeployedResource[],
  { report = () => undefined, signal, timeout = TIMEOUT_MS }: ReadyOptions = {},
): Promise<void> {
  const namespaces = new Set(
    resources
      .filter(({ type }) => type === 'kubernetes:core/v1:Namespace')
      .map(({ outputs }) => (outputs.metadata as { name?: string } | undefined)?.name),
  );
  let waiting: readonly PodState[] = [];
  const options = { what: 'all pods are ready', timeout, interval: 500, ...(signal ? { signal } : {}) };
  try {
    await waitFor(options, async () => {
      const { pods } = await readSystems(cluster);
      const own = pods.filter(({ namespace }) => namespaces.has(namespace));
      waiting = own.filter((pod) => !isPodWell(pod));
      report(`${own.length - waiting.length} of ${own.length} ready`);
      return waiting.length === 0 ? true : undefined;
    });
  } catch (error) {
    signal?.throwIfAborted();
    const [first] = waiting;
    if (first === undefined) throw error;
    const named = waiting.map((pod) => `${pod.namespace}/${pod.name} is ${pod.state}`).join(', ');
    throw new Failure(
      `Deployed, but not ready: ${named}. \`kubectl -n ${first.namespace} describe pod ${first.name}\` tells why.`,
      { cause: error },
    );
  }
}
