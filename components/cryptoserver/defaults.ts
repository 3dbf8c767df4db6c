import type { Ranges } from '../arguments';
import { aCommand, aNodePort, aSize, aStorageClass, wholeNumbers } from '../ranges';

/** The access modes of a volume that can hold one shared keys file. */
export type SharedAccessMode = 'ReadWriteOnce' | 'ReadWriteMany';

/** How many replicas serve at all times, as the document demands (docs/requirements.md#exercise-6). */
export const minimumServing = 2;

/**
 * How many replicas an eviction has to leave serving. Of two replicas it is one: a budget that allows no eviction would hold up
 * every drain of their node.
 */
export function servingDuringEvictions(replicas: number): number {
  return Math.min(minimumServing, replicas - 1);
}

/** The port of the server in its pod, and of its services. */
export const webPort = { name: 'web', number: 80 } as const;

/** What the arguments of the cryptoserver may be. */
export const cryptoserverRanges = {
  replicas: {
    ...wholeNumbers(minimumServing, 100),
    allowed: `a whole number from ${minimumServing} to 100, since ${minimumServing} replicas must serve at all times`,
  },
  createCommand: {
    ...aCommand,
    allowed: 'a list of at least one word, such as ["node", "/app/fileserver/src/main.js", "create"]',
  },
  serveCommand: {
    ...aCommand,
    allowed: 'a list of at least one word, such as ["node", "/app/fileserver/src/main.js"]',
  },
  keysSeconds: wholeNumbers(0, 300, 'seconds'),
  createSeconds: wholeNumbers(10, 3600, 'seconds'),
  minimumKeys: wholeNumbers(1, 1000),
  keysDigest: {
    allowed: 'a SHA-256 digest of 64 hexadecimal digits in lower case',
    pattern: /^[0-9a-f]{64}$/,
  },
  storageClass: aStorageClass,
  storage: aSize,
  nodePort: aNodePort,
} as const satisfies Ranges;

/** The defaults of the cryptoserver's arguments and settings. */
export const cryptoserverDefaults = {
  namespace: 'logaiter',
  /** One more than must serve, so that the loss of any one replica is harmless. */
  replicas: minimumServing + 1,
  keysSeconds: 30,
  createSeconds: 300,
  /** As many as the published image makes (docs/requirements.md#exercise-6-solution). */
  minimumKeys: 5,
  storageClass: 'standard',
  storage: '1Gi',
  accessMode: 'ReadWriteOnce' as SharedAccessMode,
} as const;
