import { hotelsDefaults as defaults, hotelsRanges as ranges } from './defaults';
import { imagesSetting } from '../images/kind';
import { choice, flag, text, wholeNumber } from '../../settings/kinds';
import { aNamespace, pickedNodePort } from '../ranges';

/** The settings of the hotels. */
export const hotelsSettings = {
  namespace: text({
    does: 'The namespace of the hotels.',
    ...aNamespace,
    default: defaults.namespace,
  }),
  images: imagesSetting,
  database: choice(['sqlite', 'postgresql'], {
    does: 'Where the hotels are stored: in a `sqlite` file on a volume, or on a `postgresql` server in the namespace. A change starts with the first 17 hotels; the data of the other one is not copied.',
    allowed: 'sqlite or postgresql',
    default: defaults.database,
  }),
  dbPath: text({
    does: 'The database file of `sqlite`; its folder is the volume.',
    ...ranges.dbPath,
    default: defaults.dbPath,
  }),
  dbTable: text({
    does: 'The table of the hotels. Changing it creates a new table; existing hotels stay in the old one.',
    ...ranges.dbTable,
    default: defaults.dbTable,
  }),
  replicas: wholeNumber({
    does: 'How many pods serve; more than one needs `postgresql`.',
    ...ranges.replicas,
    default: defaults.replicas,
  }),
  rolloutSeconds: wholeNumber({
    does: 'How many seconds a new version may take to migrate and start. Then `pulumi up` fails, and the old version continues to serve.',
    ...ranges.rolloutSeconds,
    default: defaults.rolloutSeconds,
  }),
  storageClass: text({
    does: 'The storage class of the claim that holds the hotels; it cannot be changed later.',
    ...ranges.storageClass,
    optional: true,
    shownDefault: '`standard`, or the default of a cluster without that',
  }),
  storage: text({
    does: 'The size of that claim.',
    ...ranges.storage,
    default: defaults.storage,
  }),
  nodePort: wholeNumber({
    does: 'The port of the service on every node.',
    ...ranges.nodePort,
    ...pickedNodePort,
  }),
  keepData: flag({
    does: 'Whether the namespace and the claim stay when the system or the stack is destroyed, so that a later `pulumi up` serves the same hotels. With false the data goes with them. A change takes effect with `pulumi up`.',
    allowed: 'true or false',
    default: true,
  }),
} as const;
