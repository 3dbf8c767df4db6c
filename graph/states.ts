import type { ContainerStatus } from '../diagnose/objects';
import { stateOf } from '../status/workloads';
import { worst, type State } from './model';
import type { Claim, Container, Pod, Service, Workload } from './objects';

/** A state, and how it is said. */
export interface Said {
  readonly state: State;
  readonly says: string;
}

/** The words of {@link stateOf} for pods that are not broken. */
const podStates: Readonly<Record<string, State>> = {
  ready: 'ready',
  succeeded: 'ready',
  initializing: 'starting',
  pending: 'starting',
  running: 'starting',
  ContainerCreating: 'starting',
  terminating: 'gone',
};

/** The reasons of a waiting container that only mean "not yet". */
const notYet = ['PodInitializing', 'ContainerCreating'];

/** The state of a pod, in the word of `npm run status`, with what its containers add to it. */
export function podState(pod: Pod, containers: readonly Said[]): Said {
  const says = stateOf(pod);
  const state = podStates[says] ?? 'broken';
  return {
    says,
    state: state === 'starting' ? worst([state, ...containers.map((one) => one.state)]) : state,
  };
}

/**
 * The state of a container.
 *
 * @param status - what the kubelet says of it; undefined before it says anything
 * @param ends - whether it has to end for the pod to go on
 */
export function containerState(status: ContainerStatus | undefined, ends: boolean): Said {
  const { waiting, running, terminated } = status?.state ?? {};
  if (terminated) {
    const { exitCode, reason = '' } = terminated;
    if (exitCode === 0 && ends) return { state: 'ready', says: 'done' };
    const why = ['', 'Error', 'Completed'].includes(reason) ? '' : ` (${reason})`;
    return { state: 'broken', says: `ended with ${exitCode}${why}` };
  }
  if (running && ends) return { state: 'starting', says: 'running' };
  if (running)
    return status?.ready ? { state: 'ready', says: 'ready' } : { state: 'starting', says: 'not ready' };
  const reason = waiting?.reason;
  if (reason === undefined || notYet.includes(reason)) return { state: 'starting', says: 'waiting' };
  return { state: 'broken', says: reason };
}

/** Whether a container has to end before the next one starts. */
export function isEnding({ initContainers = [] }: Pod['spec'], { name, restartPolicy }: Container): boolean {
  return initContainers.some((init) => init.name === name) && restartPolicy !== 'Always';
}

/** The state of a workload, by how many of its pods are ready. */
export function workloadState({ spec, status = {} }: Workload, pods: readonly Said[]): Said {
  const { replicas = 1 } = spec;
  const { readyReplicas = 0, conditions = [] } = status;
  const says = `${readyReplicas} of ${replicas} ready`;
  const refused = conditions.some(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  if (refused) return { state: 'broken', says: `${says}, pods are refused` };
  // A pod that is going is no matter while enough others are ready.
  const state = worst(pods.map((pod) => pod.state).filter((one) => one !== 'gone'));
  return { says, state: state === 'ready' && readyReplicas < replicas ? 'starting' : state };
}

/** The state of a claim, by its phase. */
export function claimState({ status, metadata }: Claim): Said {
  if (metadata.deletionTimestamp !== undefined) return { state: 'gone', says: 'terminating' };
  const phase = status?.phase ?? 'Pending';
  const states: Readonly<Record<string, State>> = { Bound: 'ready', Pending: 'starting' };
  return { state: states[phase] ?? 'broken', says: phase.toLowerCase() };
}

/**
 * The state of a service, by the pods behind it.
 *
 * @param pods - the pods that it selects
 */
export function serviceState({ spec, status, metadata }: Service, pods: readonly Said[]): Said {
  if (metadata.deletionTimestamp !== undefined) return { state: 'gone', says: 'terminating' };
  if (spec.type === 'LoadBalancer' && (status?.loadBalancer?.ingress ?? []).length === 0)
    return { state: 'starting', says: 'no address yet' };
  if (spec.selector === undefined || pods.some(({ state }) => state === 'ready'))
    return { state: 'ready', says: 'ready' };
  const state = worst(pods.map((pod) => pod.state));
  return { state: state === 'starting' ? 'starting' : 'broken', says: 'no ready pod' };
}

/** The state of what is used, or was deployed, but is not there. */
export const missing: Said = { state: 'gone', says: 'missing' };
