/** Where the hotels are kept. */
export type HotelsDatabaseKind = 'sqlite' | 'postgresql';

/** The port of the backend in a pod, as its document gives it. */
export const apiPort = { name: 'api', number: 5000 } as const;

/** The port of the service in front of the page. */
export const webPort = { name: 'web', number: 80 } as const;

/** The folders of an image, which a volume on the database's folder would hide. */
const taken = '(?:app|bin|boot|dev|etc|home|lib|lib64|proc|root|run|sbin|sys|tmp|usr|var)';

/** The path of a SQLite file: absolute, in a folder of its own that hides nothing of the images. */
export const databasePath = {
  allowed:
    'an absolute path with a folder that is not one of the system and a file name, such as /data/hotels.db',
  pattern: new RegExp(`^(?!/${taken}/)(/[A-Za-z0-9_][-._A-Za-z0-9]{0,62}){2,6}$`),
} as const;

/** The name of a table, as the backend allows it. */
export const tableName = {
  allowed: '1 to 40 lower-case letters, digits and underscores, not starting with a digit, sqlite or alembic',
  pattern: /^(?!sqlite|alembic)[a-z_][a-z0-9_]{0,39}$/,
} as const;

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
