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
    does: 'Where the hotels are kept: in a `sqlite` file of a volume, or on a `postgresql` server of their own; neither takes over what the other holds.',
    allowed: 'sqlite or postgresql',
    default: defaults.database,
  }),
  dbPath: text({
    does: 'The file of `sqlite`, whose folder is the volume.',
    ...ranges.dbPath,
    default: defaults.dbPath,
  }),
  dbTable: text({
    does: 'The table of the hotels; another one starts with the first migration.',
    ...ranges.dbTable,
    default: defaults.dbTable,
  }),
  replicas: wholeNumber({
    does: 'How many pods serve; more than one need `postgresql`.',
    ...ranges.replicas,
    default: defaults.replicas,
  }),
  rolloutSeconds: wholeNumber({
    does: 'How many seconds a new version may take to migrate and to serve before `pulumi up` fails and the old one stays.',
    ...ranges.rolloutSeconds,
    default: defaults.rolloutSeconds,
  }),
  storageClass: text({
    does: 'The storage class of the claim that holds the hotels; fixed once the claim is there.',
    ...ranges.storageClass,
    default: defaults.storageClass,
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
    does: 'Whether `pulumi destroy` leaves the namespace and the claim, so that a later `pulumi up` serves the same hotels; run `pulumi up` after changing it.',
    allowed: 'true or false',
    default: false,
  }),
} as const;
