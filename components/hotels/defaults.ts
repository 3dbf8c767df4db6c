import type { Ranges } from '../arguments';
import { aNodePort, aSize, aStorageClass, wholeNumbers } from '../ranges';

/** Where the hotels are kept. */
export type HotelsDatabaseKind = 'sqlite' | 'postgresql';

/** The port of the backend in a pod, as its document gives it (docs/requirements.md#multi-container-pods). */
export const apiPort = { name: 'api', number: 5000 } as const;

/** The port of the service in front of the page. */
export const webPort = { name: 'web', number: 80 } as const;

/** The folders of an image that a volume at their place would hide. */
const taken = '(?:app|bin|boot|dev|etc|home|lib|lib64|proc|root|run|sbin|sys|tmp|usr|var)';

/** What the arguments of the hotels may be. */
export const hotelsRanges = {
  // The folder of the file becomes the volume, so it must not hide a folder of the images.
  dbPath: {
    allowed:
      'an absolute path with a folder that is not one of the system and a file name, such as /data/hotels.db',
    pattern: new RegExp(`^(?!/${taken}/)(/[A-Za-z0-9_][-._A-Za-z0-9]{0,62}){2,6}$`),
  },
  // As the backend allows it.
  dbTable: {
    allowed:
      '1 to 40 lower-case letters, digits and underscores, not starting with a digit, sqlite or alembic',
    pattern: /^(?!sqlite|alembic)[a-z_][a-z0-9_]{0,39}$/,
  },
  replicas: wholeNumbers(1, 20),
  rolloutSeconds: wholeNumbers(10, 3600, 'seconds'),
  storageClass: aStorageClass,
  storage: aSize,
  nodePort: aNodePort,
} as const satisfies Ranges;

/** What the hotels are made of unless an argument or a setting says otherwise. */
export const hotelsDefaults = {
  namespace: 'hotels',
  database: 'sqlite' as HotelsDatabaseKind,
  dbPath: '/data/hotels.db',
  dbTable: 'hotels',
  replicas: 1,
  storageClass: 'standard',
  storage: '1Gi',
  /** Long enough for an image to be pulled and a table to be migrated, short enough to wait for. */
  rolloutSeconds: 120,
} as const;
