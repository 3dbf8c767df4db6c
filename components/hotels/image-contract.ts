import { apiPort, webPort } from './defaults';
import type { ImageSources } from '../images/images';
import type { ImageKind } from '../images/kind';
import { httpGet, probes, type Probe, type Probes } from '../kubernetes/probes';
import { tmp, type Scratch } from '../kubernetes/scratch';
import * as published from './published-frontend';

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

/** How images of one kind are started and asked. */
export interface HotelsContract {
  /** Brings the database to its newest revision, and ends. */
  readonly migrations: readonly string[];
  /** How the backend is asked whether it is alive and whether it serves. */
  readonly backendProbes: Probes;
  readonly frontend: FrontendContract;
}

/** What the frontend of one kind needs. */
export interface FrontendContract {
  /** The port that it listens on. */
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly probes: Probes;
  /** The empty folders that it writes to. */
  readonly folders: readonly Scratch[];
  /** A folder of the image that it writes to: the container gets a copy of it. Default: none. */
  readonly copied?: Scratch;
  /** Files that replace a folder of the image; default: none. */
  readonly files?: { readonly folder: string; readonly files: Readonly<Record<string, string>> };
}

/**
 * The commands, environment, folders and probes of images of the given kind.
 *
 * @param kind - ours or the published ones
 */
export function hotelsContract(kind: ImageKind): HotelsContract {
  const migrations = ['python', 'migrations.py'];
  const [api, web] = [apiPort.name, webPort.name];
  if (kind === 'ours') {
    const port = 8080;
    return {
      migrations,
      backendProbes: hotelsProbes(httpGet('/healthz', api), httpGet('/readyz', api)),
      frontend: {
        port,
        env: { PORT: String(port), BACKEND_URL: `http://localhost:${apiPort.number}` },
        // Ready by its page, not by its path `/readyz`, which waits 2 s for the backend: the backend's own probe is more patient
        // on a busy node, and tells the cluster. Without the backend the page still answers and says so.
        probes: hotelsProbes(httpGet('/healthz', web), httpGet('/', web)),
        folders: [tmp],
      },
    };
  }
  return {
    migrations,
    backendProbes: hotelsProbes({ tcpSocket: { port: api } }, httpGet('/status', api)),
    frontend: {
      port: webPort.number,
      env: published.environment,
      probes: hotelsProbes({ tcpSocket: { port: web } }, httpGet('/', web)),
      folders: [tmp, ...published.nginxFolders],
      copied: published.page,
      files: published.sites,
    },
  };
}

/** A restart would not mend a database that does not answer, so only readiness asks for it. */
function hotelsProbes(alive: Probe, ready: Probe): Probes {
  return probes({ started: alive, ready: { ...ready, timeoutSeconds: 5 }, alive });
}
