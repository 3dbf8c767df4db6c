import type { Groups } from './mocked-stack';

/** The settings that change which objects are deployed, by what they do. All else has its default. */
export const variants: Readonly<Record<string, Groups>> = {
  'by default': {},
  'with PostgreSQL and several replicas of the hotels': { hotels: { database: 'postgresql', replicas: 3 } },
  'with published images': {
    cryptoserver: {
      images: 'published',
      createCommand: ['node', 'create'],
      serveCommand: ['node', 'serve'],
    },
    hotels: { images: 'published' },
    search: { images: 'published' },
  },
  'with other node ports and more replicas': {
    cryptoserver: { nodePort: 30080, replicas: 5 },
    tokens: { creatorReplicas: 5, verifierReplicas: 6 },
    search: { replicas: 8 },
  },
  'in the second generation of the key': { tokens: { keyGeneration: 2 } },
};
