import type { types } from '@pulumi/kubernetes';

type Container = types.input.core.v1.Container;

/** One probe: how it asks, and what differs from the project's periods, timeouts and thresholds. */
export type Probe = types.input.core.v1.Probe;

/** The three probes of a container. */
export type Probes = Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'>;

/** What each probe of a container asks. */
export interface ProbeArgs {
  /** Whether the program has started; the other two probes wait for it, for a minute unless it says otherwise. */
  readonly started: Probe;
  /** Whether the program serves. A pod that does not is taken out of its service's endpoints within about 4 s. */
  readonly ready: Probe;
  /** Whether the program answers at all. A container that has not answered for a minute is restarted. */
  readonly alive: Probe;
}

/**
 * The probes of a container, with the numbers that all containers share. Readiness fails fast and liveness slowly, so that a
 * busy program stops to get requests long before it is restarted.
 *
 * @param args - what each of them asks; fields that it sets replace the shared numbers
 */
export function probes({ started, ready, alive }: ProbeArgs): Probes {
  return {
    startupProbe: { periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 60, ...started },
    readinessProbe: { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 2, ...ready },
    livenessProbe: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6, ...alive },
  };
}

/**
 * A probe that succeeds when an HTTP GET gives a status from 200 to 399.
 *
 * @param path - the path to ask for
 * @param port - the name of the container's port
 */
export function httpGet(path: string, port: string): Probe {
  return { httpGet: { path, port } };
}
