import type { Ranges } from '../arguments';
import { aNodePort, aSize, aStorageClass, wholeNumbers } from '../ranges';

/** The kinds of database that can hold the hotels. */
export type HotelsDatabaseKind = 'sqlite' | 'postgresql';

/** The port of the backend in a pod, from the document (docs/requirements.md#multi-container-pods). */
export const apiPort = { name: 'api', number: 5000 } as const;

/** The port of the service in front of the page, and of the published frontend. */
export const webPort = { name: 'web', number: 80 } as const;

/** The port of the PostgreSQL server in its pod, and of its service. */
export const databasePort = { name: 'postgresql', number: 5432 } as const;

/** The folders of an image that a volume at their place would hide. */
const taken = '(?:app|bin|boot|dev|etc|home|lib|lib64|proc|root|run|sbin|sys|tmp|usr|var)';

/** What the arguments of the hotels may be. */
export const hotelsRanges = {
  // The folder of the file becomes the volume, so it must not hide a folder of the images.
  dbPath: {
    allowed: 'an absolute path of a file in a folder that is not a system folder, such as /data/hotels.db',
    pattern: new RegExp(`^(?!/${taken}/)(/[A-Za-z0-9_][-._A-Za-z0-9]{0,62}){2,6}$`),
  },
  // The names that the backend accepts.
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

/** The defaults of the hotels' arguments and settings. */
export const hotelsDefaults = {
  namespace: 'hotels',
  database: 'sqlite' as HotelsDatabaseKind,
  dbPath: '/data/hotels.db',
  dbTable: 'hotels',
  replicas: 1,
  storageClass: 'standard',
  storage: '1Gi',
  /** Long enough to pull the images and to migrate the table. */
  rolloutSeconds: 120,
} as const;
