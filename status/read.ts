import { statSync } from 'node:fs';

import type { DeployedResource } from '../components/preflight/deployed';
import type { Cluster, PartStatus } from '../local/cluster/cluster';
import { configurationFiles } from '../local/cluster/configuration';
import type { Layout } from '../local/cluster/layout';
import { staticPolicies } from '../local/cluster/static-policies';
import { messageOf } from '../local/host/failure';
import { driftNames, readDrift } from './drift';
import { readPolicies } from './policies';
import { readPreviousKey } from './previous-key';
import { isPodWell, isPolicyWell, type StatusReport } from './report';
import { readSystems } from './workloads';

/** The stack whose state is shown. */
export interface ShownStack {
  /** The outputs of its last deployment; empty before the first one. */
  outputs(): Promise<Readonly<Record<string, unknown>>>;
  /** The resources in its state. */
  resources(): Promise<readonly DeployedResource[]>;
}

const silent = 'The API server does not answer';

/** What is read through the API server and of the state of the stack. */
type Deployed = Pick<
  StatusReport,
  'systems' | 'pods' | 'policies' | 'staticPolicies' | 'previousKey' | 'drift' | 'urls'
>;

const nothing: Deployed = {
  systems: [],
  pods: [],
  policies: [],
  staticPolicies: [],
  previousKey: null,
  drift: { gone: [], changed: [] },
  urls: {},
};

/**
 * Reads the state of the local cluster and of a stack on it. An API server that does not answer is part of the state.
 *
 * @param cluster - the local cluster
 * @param stack - what is compared with the cluster, and whose URLs are shown
 * @param signal - stops the reading
 * @throws the reason of the signal
 */
export async function readStatus(
  cluster: Pick<Cluster, 'parts' | 'layout' | 'kubectl'>,
  stack: ShownStack,
  signal?: AbortSignal,
): Promise<StatusReport> {
  const found = cluster.parts();
  const parts = found.map(({ name, pid, memory }) => ({
    name,
    running: pid !== undefined,
    pid: pid ?? null,
    memory,
  }));
  const unread = (reason: string): StatusReport => ({
    version: 1,
    well: false,
    parts,
    unread: reason,
    ...nothing,
  });
  const reason = whyUnreadable(found, cluster.layout);
  if (reason !== undefined) return unread(reason);
  try {
    const deployed = await readDeployed(cluster, stack);
    const well = parts.every(({ running }) => running) && isWell(deployed);
    return { version: 1, well, parts, unread: null, ...deployed };
  } catch (error) {
    signal?.throwIfAborted();
    return unread(messageOf(error));
  }
}

/** Why there is no API server to ask, in one line; undefined when there should be one. */
export function whyUnreadable(
  parts: readonly Pick<PartStatus, 'pid'>[],
  { kubeconfig }: Pick<Layout, 'kubeconfig'>,
): string | undefined {
  if (!parts.some(({ pid }) => pid !== undefined)) return 'The cluster is stopped: `npm run up` starts it.';
  if (!statSync(kubeconfig, { throwIfNoEntry: false }))
    return 'The cluster is not complete: `npm run up` makes it so.';
  return undefined;
}

async function readDeployed(
  cluster: Pick<Cluster, 'layout' | 'kubectl'>,
  stack: ShownStack,
): Promise<Deployed> {
  const resources = blaming('The state of the stack cannot be read', stack.resources());
  const [{ systems, pods }, drift, policies, outputs] = await Promise.all([
    blaming(silent, readSystems(cluster)),
    resources.then((known) => blaming(silent, readDrift(cluster, known))),
    resources.then((known) => blaming(silent, readPolicies(cluster, known))),
    stack.outputs(),
  ]);
  const previousKey = await blaming(silent, readPreviousKey(cluster, outputs));
  return {
    systems,
    pods,
    policies,
    staticPolicies: staticPolicies(configurationFiles(cluster.layout).policies),
    previousKey,
    drift: driftNames(drift),
    urls: (outputs.urls ?? {}) as Record<string, string>,
  };
}

/** Says what could not be read, in the message of its error. */
export async function blaming<T>(what: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw new Error(
      `${what}: ${messageOf(error)
        .trim()
        .replace(/\s*\n\s*/g, ' ')}`,
      { cause: error },
    );
  }
}

/** Whether something is deployed, all its pods are ready, all rules are in force, and all of it is as deployed. */
function isWell({ systems, pods, policies, drift }: Deployed): boolean {
  return (
    systems.length > 0 &&
    systems.every(({ wanted, ready }) => ready === wanted) &&
    pods.every(isPodWell) &&
    policies.every(isPolicyWell) &&
    drift.gone.length + drift.changed.length === 0
  );
}
