import { databasePath, hotelsDefaults as defaults, tableName } from './defaults';
import { imagesSetting } from '../images/kind';
import { choice, flag, text, wholeNumber } from '../../settings/kinds';
import { aNamespace, aNodePort, aSize, aStorageClass } from '../../settings/patterns';

/** The settings of the hotels. */
export const hotelsSettings = {
  namespace: text({
    does: 'The namespace of the hotels.',
    ...aNamespace,
    default: defaults.namespace,
  }),
  images: imagesSetting,
  database: choice(['sqlite', 'postgresql'], {
    does: 'Where the hotels are kept: in a `sqlite` file of a volume, or on a `postgresql` server of their own; neither takes over what the other holds.',
    allowed: 'sqlite or postgresql',
    default: defaults.database,
  }),
  dbPath: text({
    does: 'The file of `sqlite`, whose folder is the volume.',
    ...databasePath,
    default: defaults.dbPath,
  }),
  dbTable: text({
    does: 'The table of the hotels; another one starts with the first migration.',
    ...tableName,
    default: defaults.dbTable,
  }),
  replicas: wholeNumber({
    does: 'How many pods serve; more than one need `postgresql`.',
    allowed: 'a whole number from 1 to 20',
    atLeast: 1,
    atMost: 20,
    default: defaults.replicas,
  }),
  rolloutSeconds: wholeNumber({
    does: 'How many seconds a new version may take to migrate and to serve before `pulumi up` fails and the old one stays.',
    allowed: 'a whole number of seconds from 10 to 3600',
    atLeast: 10,
    atMost: 3600,
    default: defaults.rolloutSeconds,
  }),
  storageClass: text({
    does: 'The storage class of the claim that holds the hotels; fixed once the claim is there.',
    ...aStorageClass,
    default: defaults.storageClass,
  }),
  storage: text({
    does: 'The size of that claim.',
    ...aSize,
    default: defaults.storage,
  }),
  nodePort: wholeNumber({
    does: 'The port of the service on every node.',
    ...aNodePort,
  }),
  keepData: flag({
    does: 'Whether `pulumi destroy` leaves the namespace and the claim, so that a later `pulumi up` serves the same hotels; run `pulumi up` after changing it.',
    allowed: 'true or false',
    default: false,
  }),
} as const;
