import type { types } from '@pulumi/kubernetes';

import { hotelsPorts } from './defaults';

type Container = types.input.core.v1.Container;
type Probe = types.input.core.v1.Probe;

/** Whose images run: `ours`, built from `images/hotels-*`, or those that the document has `published`. */
export type HotelsImageKind = 'ours' | 'published';

/** The images that the hotels' document has published. */
export const publishedImages = {
  backend: 'ghcr.io/go-elevate/k8s4arch-hotels-backend:slim',
  frontend: 'ghcr.io/go-elevate/k8s4arch-hotels-frontend:slim',
} as const;

/** How the containers of images of a kind are started and asked. */
export interface HotelsContract {
  /** Brings the database to its newest revision, and ends. */
  readonly migrations: readonly string[];
  /** The port of the page. */
  readonly frontendPort: number;
  /** The environment of the frontend. */
  readonly frontendEnv: Readonly<Record<string, string>>;
  /** How the backend is asked whether it lives and whether it is ready. */
  readonly backendProbes: Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'>;
  /** How the frontend is asked the same. */
  readonly frontendProbes: Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'>;
}

/**
 * The commands, ports, environment and probes of images of the given kind.
 *
 * @param kind - ours or the published ones
 */
export function hotelsContract(kind: HotelsImageKind): HotelsContract {
  const migrations = ['python', 'migrations.py'];
  const backend = String(hotelsPorts.backend);
  if (kind === 'ours') {
    return {
      migrations,
      frontendPort: hotelsPorts.frontend,
      frontendEnv: {
        PORT: String(hotelsPorts.frontend),
        BACKEND_URL: `http://localhost:${backend}`,
      },
      backendProbes: probes(get('/healthz', 'api'), get('/readyz', 'api')),
      // The page needs no more than itself: without the backend it says so, and the backend's own probe tells the cluster.
      frontendProbes: probes(get('/healthz', 'web'), get('/healthz', 'web')),
    };
  }
  return {
    migrations,
    // The document tells only the backend's port. Web pages are on 80, which is all that there is to go by.
    frontendPort: 80,
    frontendEnv: {},
    backendProbes: probes({ tcpSocket: { port: 'api' } }, get('/status', 'api')),
    frontendProbes: probes({ tcpSocket: { port: 'web' } }, get('/', 'web')),
  };
}

function get(path: string, port: string): Probe {
  return { httpGet: { path, port } };
}

/** The probes of a container that `lives` and `serves` tell of. What a database lacks, no restart would mend. */
function probes(lives: Probe, serves: Probe): HotelsContract['backendProbes'] {
  return {
    startupProbe: { ...lives, periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 60 },
    readinessProbe: { ...serves, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 2 },
    livenessProbe: { ...lives, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
  };
}
