import type { Ranges } from '../arguments';
import { aCommand, aNodePort, aSize, aStorageClass, wholeNumbers } from '../ranges';

/** What a claim's volume lets pods do with it, of the modes that one shared keys file can use. */
export type SharedAccessMode = 'ReadWriteOnce' | 'ReadWriteMany';

/** The fewest replicas that serve at all times: the promise that the disruption budget keeps. */
export const minimumServing = 2;

/** The port that the server listens on in its pod, and that its services answer on. */
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
  storageClass: aStorageClass,
  storage: aSize,
  nodePort: aNodePort,
} as const satisfies Ranges;

/** What the cryptoserver is made of unless an argument or a setting says otherwise. */
export const cryptoserverDefaults = {
  namespace: 'logaiter',
  /** One above the promise, so that losing any one replica does not break it. */
  replicas: minimumServing + 1,
  keysSeconds: 30,
  storageClass: 'standard',
  storage: '1Gi',
  accessMode: 'ReadWriteOnce' as SharedAccessMode,
} as const;
