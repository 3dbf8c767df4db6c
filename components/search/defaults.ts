import type { ImageSources } from '../images/images';

/** The port of the API, in its pods and of its service. */
export const searchPort = { name: 'http', number: 8000 } as const;

/** The image of the API search: ours, and the one that its document names. */
export const searchImage: ImageSources = {
  folder: 'search',
  with: ['http-service'],
  published: 'docker.io/jonhyble/romo_valadez_kubernetes:1.0',
};

/** What the API search is made of unless an argument or a setting says otherwise. */
export const searchDefaults = {
  namespace: 'search',
  replicas: 4,
  refreshSeconds: 3600,
} as const;
