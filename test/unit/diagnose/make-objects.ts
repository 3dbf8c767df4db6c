import type { ContainerStatus, Event, Observed, Pod } from '../../../diagnose/objects';

/** A container that runs and is ready, unless told otherwise. */
export function container(name: string, more: Partial<ContainerStatus> = {}): ContainerStatus {
  return {
    name,
    ready: true,
    restartCount: 0,
    state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
    ...more,
  };
}

/** A container that waits to be started again after it has ended. */
export function crashed(name: string, exitCode: number, message?: string, reason = 'Error'): ContainerStatus {
  return container(name, {
    ready: false,
    restartCount: 2,
    state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 20s restarting failed container' } },
    lastState: { terminated: { exitCode, reason, ...(message === undefined ? {} : { message }) } },
  });
}

/** A pod in the namespace `hotels`. */
export function pod(name: string, status: Partial<Pod['status']>): Pod {
  return {
    kind: 'Pod',
    metadata: { name, namespace: 'hotels', uid: `uid-${name}` },
    status: { phase: 'Running', ...status },
  };
}

/** An event of an object. */
export function event(object: Observed, reason: string, message: string, minute = 1): Event {
  const { kind, metadata } = object;
  return {
    kind: 'Event',
    metadata: { name: `${metadata.name}.${minute}`, namespace: 'hotels', uid: `event-${minute}` },
    type: 'Warning',
    reason,
    message,
    lastTimestamp: `2026-01-01T00:${String(minute).padStart(2, '0')}:00Z`,
    involvedObject: { kind, name: metadata.name, uid: metadata.uid },
  };
}
