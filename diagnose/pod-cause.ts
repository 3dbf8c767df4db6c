import { oneLine, tellingLine } from './log-line';
import { containersOf, newestEvent, type ContainerStatus, type Event, type Pod } from './objects';

/** What is known of a pod beside the pod itself. */
export interface Known {
  /** The events of its namespace. */
  readonly events: readonly Event[];
  /** The end of the log of a container, the one before its last restart first; undefined when there is none. */
  readonly logOf: (pod: Pod, container: string) => string | undefined;
  /** The time, in milliseconds since 1970. */
  readonly now: number;
}

/** The reasons of a waiting container that only mean "not yet". */
const notYet = ['PodInitializing', 'ContainerCreating'];

/** What kubelet and its runtime put before why an image is not there. */
const wrapping = /^.*rpc error: code = \w+ desc = /s;

/**
 * Why a pod is not well, in one line without its name.
 *
 * @returns undefined when nothing tells
 */
export function podCause(pod: Pod, known: Known): string | undefined {
  const { phase, reason, message, conditions = [] } = pod.status;
  if (phase === 'Failed' && reason !== undefined) return oneLine(`${reason}: ${message ?? 'no message'}`);
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled) return oneLine(`cannot be scheduled: ${unscheduled.message ?? 'no message'}`);
  const mount = newestEvent(known.events, pod, [
    'FailedMount',
    'FailedAttachVolume',
    'FailedCreatePodSandBox',
  ]);
  const started = containersOf(pod).some(({ state }) => state?.waiting === undefined);
  for (const container of containersOf(pod)) {
    const cause = containerCause(pod, container, known);
    if (cause !== undefined) return oneLine(`container ${container.name} ${cause}`);
  }
  return mount && !started ? oneLine(`cannot start: ${mount.message ?? ''}`) : undefined;
}

function containerCause(pod: Pod, container: ContainerStatus, known: Known): string | undefined {
  const { name, ready, state = {}, lastState = {} } = container;
  const { waiting, running, terminated } = state;
  const isInit = pod.status.initContainerStatuses?.some((init) => init.name === name) ?? false;
  const ended = terminated ?? lastState.terminated;
  const waits = waiting?.reason !== undefined && !notYet.includes(waiting.reason);
  if (waits && waiting.reason.includes('Image')) {
    const pull = newestEvent(known.events, pod, ['Failed', 'InspectFailed', 'ErrImageNeverPull']);
    const why = /rpc error|failed|not found/i.test(waiting.message ?? '') ? waiting.message : pull?.message;
    return `cannot get its image: ${(why ?? waiting.message ?? waiting.reason).replace(wrapping, '')}`;
  }
  // The probe has stopped it: how it ended is no cause.
  const killed = newestEvent(known.events, pod, ['Unhealthy']);
  if (ended !== undefined && ended.exitCode !== 0 && !ready) {
    const ending = ended.reason === 'OOMKilled' ? ' (out of memory: OOMKilled)' : '';
    const log = ended.message ?? known.logOf(pod, name);
    const said = tellingLine(log ?? '') ?? waiting?.message;
    const probe =
      !isInit && [137, 143].includes(ended.exitCode) && ending === '' ? killed?.message : undefined;
    return `ended with status ${ended.exitCode}${ending}: ${probe ?? said ?? 'it printed nothing'}`;
  }
  if (waits) return `waits: ${waiting.reason}: ${waiting.message ?? 'no message'}`;
  if (running && isInit) {
    const seconds = Math.round((known.now - Date.parse(running.startedAt)) / 1000);
    const said = tellingLine(known.logOf(pod, name) ?? '');
    return `has run before the others for ${seconds} s${said === undefined ? ' and printed nothing' : `: ${said}`}`;
  }
  if (running && !ready) {
    const said = tellingLine(known.logOf(pod, name) ?? '');
    return `is not ready: ${killed?.message ?? said ?? 'it printed nothing'}`;
  }
  return undefined;
}
