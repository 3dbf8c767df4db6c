import { apiPort, webPort } from './defaults';
import type { ImageSources } from '../images/images';
import type { ImageKind } from '../images/kind';
import { httpGet, probes, type Probe, type Probes } from '../kubernetes/probes';

/** The images of the hotels: ours, and those that their document names (docs/requirements.md#multi-container-pods). */
export const hotelsImages = {
  backend: {
    folder: 'hotels-backend',
    with: ['http-service'],
    published: 'ghcr.io/go-elevate/k8s4arch-hotels-backend:slim',
  },
  frontend: {
    folder: 'hotels-frontend',
    with: ['node-service'],
    published: 'ghcr.io/go-elevate/k8s4arch-hotels-frontend:slim',
  },
} as const satisfies Record<string, ImageSources>;

/** How the containers of images of a kind are started and asked. */
export interface HotelsContract {
  /** Brings the database to its newest revision, and ends. */
  readonly migrations: readonly string[];
  /** The port of the page. */
  readonly frontendPort: number;
  /** The environment of the frontend. */
  readonly frontendEnv: Readonly<Record<string, string>>;
  /** How the backend is asked whether it lives and whether it is ready. */
  readonly backendProbes: Probes;
  /** How the frontend is asked the same. */
  readonly frontendProbes: Probes;
}

/**
 * The commands, ports, environment and probes of images of the given kind.
 *
 * @param kind - ours or the published ones
 */
export function hotelsContract(kind: ImageKind): HotelsContract {
  const migrations = ['python', 'migrations.py'];
  const [api, web] = [apiPort.name, webPort.name];
  if (kind === 'ours') {
    const frontendPort = 8080;
    return {
      migrations,
      frontendPort,
      frontendEnv: { PORT: String(frontendPort), BACKEND_URL: `http://localhost:${apiPort.number}` },
      backendProbes: hotelsProbes(httpGet('/healthz', api), httpGet('/readyz', api)),
      // Without the backend the page still answers and says so. The backend's own probe tells the cluster.
      frontendProbes: hotelsProbes(httpGet('/healthz', web), httpGet('/healthz', web)),
    };
  }
  return {
    migrations,
    // The document (docs/requirements.md#multi-container-pods) names only the backend's port; web pages are usually on 80.
    frontendPort: 80,
    frontendEnv: {},
    backendProbes: hotelsProbes({ tcpSocket: { port: api } }, httpGet('/status', api)),
    frontendProbes: hotelsProbes({ tcpSocket: { port: web } }, httpGet('/', web)),
  };
}

/** A restart would not mend a database that does not answer, so only readiness asks for it. */
function hotelsProbes(alive: Probe, ready: Probe): Probes {
  return probes({ started: alive, ready: { ...ready, timeoutSeconds: 5 }, alive });
}
