import type { KubernetesObject } from '../destroy/kubectl';
import { oneLine } from './log-line';
import { isUnwell, newestEvent, type Event, type Observed, type Pod } from './objects';
import { podCause, type Known } from './pod-cause';

/** All that causes are looked for in. */
export interface Findings extends Known {
  /** What the failed command said, one reason each. */
  readonly reasons: readonly string[];
  /** The parts of the local cluster that do not run. */
  readonly stoppedParts: readonly string[];
  readonly nodes: readonly Observed[];
  /** The objects in the namespaces of the stack. */
  readonly objects: readonly Observed[];
}

/** How many lines are shown. */
const MOST = 3;

/** What Pulumi says when it has only waited in vain: a symptom. */
const symptom =
  /timed out waiting|Minimum number of live Pods|readiness checks|unready status|crash-?loop|ImagePullBackOff/i;

/** What Pulumi says when something else has failed before. */
const aftermath = /^(update|preview|destroy) failed$|context canceled$/;
/** What Pulumi puts around why something failed, and how much of it is enough. */
const wrappings: readonly (readonly [RegExp, string])[] = [
  [/resource "urn:[^"]*::([^":]+)"/g, '$1'],
  [/^(Preview|Update) failed: \d+ errors? occurred:\s*\*\s*/, ''],
  [/the Kubernetes API server reported that "([^"]+)" failed to fully initialize or become live:/g, '$1:'],
];

/** The conditions of a node that are bad when they are true. */
const pressures = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];

/**
 * The lines that tell most likely why a deployment is not well: what was refused, what the stack stands on, then each pod by the
 * first thing that went wrong in it; last what has only waited for these.
 *
 * @returns at most three lines, the most likely first; none when nothing is wrong
 */
export function causesOf(findings: Findings): string[] {
  const { stoppedParts } = findings;
  const reasons = findings.reasons.filter((reason) => !aftermath.test(reason.trim())).map(unwrapped);
  const refused = reasons.filter((reason) => !symptom.test(reason));
  const waited = reasons.filter((reason) => symptom.test(reason));
  const stopped =
    stoppedParts.length === 0 ? [] : [`parts of the local cluster do not run: ${stoppedParts.join(', ')}`];
  const lines = [
    ...stopped,
    ...refused,
    ...findings.nodes.flatMap(nodeCause),
    ...findings.objects.flatMap((object) => createCause(object, findings.events)),
    ...podCauses(findings),
    ...findings.objects.flatMap((object) => claimCause(object, findings.events)),
    ...findings.objects.flatMap(addressCause),
    ...waited,
  ];
  return [...new Set(lines.map(oneLine))].slice(0, MOST);
}

/** A reason without what Pulumi puts around it. */
function unwrapped(reason: string): string {
  return wrappings.reduce((text, [pattern, by]) => text.replace(pattern, by), reason.trim());
}

function nodeCause({ metadata, status }: Observed): string[] {
  const { conditions = [] } = status ?? {};
  return conditions
    .filter(({ type, status: is }) =>
      type === 'Ready' ? is !== 'True' : pressures.includes(type) && is === 'True',
    )
    .map(({ type, message = '' }) => {
      const what = type === 'Ready' ? 'is not ready' : `has ${type}`;
      return `node ${metadata.name} ${what}: ${message}`;
    });
}

/** Why a workload cannot make its pods: a policy or a quota refuses them. */
function createCause(object: Observed, events: readonly Event[]): string[] {
  if (!['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'].includes(object.kind)) return [];
  const { conditions = [] } = object.status ?? {};
  const failing = conditions.some(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  const event = newestEvent(events, object, ['FailedCreate']);
  // A ReplicaSet says by its condition whether that is over. A StatefulSet has none: its pods tell.
  if (!event || (object.kind === 'ReplicaSet' && !failing)) return [];
  return [`${nameOf(object)} cannot make its pods: ${event.message ?? ''}`];
}

function claimCause(object: Observed, events: readonly Event[]): string[] {
  const { phase } = (object.status ?? {}) as { phase?: string };
  if (object.kind !== 'PersistentVolumeClaim' || phase !== 'Pending') return [];
  const event = newestEvent(events, object, ['ProvisioningFailed', 'FailedBinding', 'ExternalProvisioning']);
  return event ? [`${nameOf(object)} gets no volume: ${event.message ?? ''}`] : [];
}

/** Why a load balancer has no address: nothing in the cluster gives one, or not yet. */
function addressCause(object: Observed): string[] {
  const { type } = ((object as { spec?: unknown }).spec ?? {}) as { type?: string };
  const { loadBalancer } = (object.status ?? {}) as { loadBalancer?: { ingress?: readonly object[] } };
  if (object.kind !== 'Service' || type !== 'LoadBalancer' || (loadBalancer?.ingress ?? []).length > 0)
    return [];
  const ways =
    'minikube tunnel, cloud-provider-kind, MetalLB or a cloud gives one, and `search.service: NodePort` needs none';
  return [`${nameOf(object)} has no address from a load balancer: ${ways}`];
}

/** A line for each cause; pods of one workload that have the same one share it. */
function podCauses(findings: Findings): string[] {
  const pods = findings.objects.filter((object): object is Pod => object.kind === 'Pod').filter(isUnwell);
  const groups = new Map<string, { readonly cause: string; readonly pods: Pod[] }>();
  for (const pod of pods) {
    const cause = podCause(pod, findings);
    if (cause === undefined) continue;
    // Times and names of pods differ between replicas that fail alike.
    const key = `${pod.metadata.namespace} ${cause.replaceAll(pod.metadata.name, '').replaceAll(/\d+/g, '')}`;
    const group = groups.get(key);
    if (group) group.pods.push(pod);
    else groups.set(key, { cause, pods: [pod] });
  }
  return [...groups.values()].flatMap(({ cause, pods: [first, ...more] }) => {
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    return first === undefined ? [] : [`${nameOf(first)}${others}: ${cause}`];
  });
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  const name = metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
  return kind === 'Pod' ? name : `${kind} ${name}`;
}
