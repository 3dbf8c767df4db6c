import type { Ranges } from '../arguments';
import type { ImageSources } from '../images/images';
import { aNodePort, wholeNumbers } from '../ranges';

/** How the API search is reached from outside the cluster. */
export type SearchService = 'LoadBalancer' | 'NodePort';

/** The port of the API search in its pods, and of its service. */
export const searchPort = { name: 'http', number: 8000 } as const;

/** The image of the API search: ours, and the one that its document names (docs/requirements.md#kubernetes). */
export const searchImage: ImageSources = {
  folder: 'search',
  with: ['http-service'],
  published: 'docker.io/jonhyble/romo_valadez_kubernetes:1.0',
};

/** What the arguments of the API search may be. */
export const searchRanges = {
  replicas: wholeNumbers(1, 100),
  catalogueUrl: {
    allowed: 'an http or https URL; a user and a password in it are percent-encoded',
    pattern: /^https?:\/\/([^\s/?#@]+@)?(\[[0-9A-Fa-f:.]+\]|[^\s/?#@:[\]]+)(:\d{1,5})?([/?#]\S*)?$/,
    secretIf: { holds: 'a user or a password', pattern: /^https?:\/\/[^/?#]*@/ },
  },
  refreshSeconds: wholeNumbers(1, 86_400, 'seconds'),
  nodePort: aNodePort,
  addressSeconds: wholeNumbers(5, 3600, 'seconds'),
} as const satisfies Ranges;

/** The defaults of the API search's arguments and settings. */
export const searchDefaults = {
  namespace: 'search',
  replicas: 4,
  refreshSeconds: 3600,
  service: 'LoadBalancer' as SearchService,
  /** Clouds give an address within half a minute to a minute. */
  addressSeconds: 60,
} as const;
