import { searchDefaults as defaults, searchRanges as ranges } from './defaults';
import { imagesSetting } from '../images/kind';
import { text, wholeNumber } from '../../settings/kinds';
import { aNamespace } from '../ranges';

/** The settings of the API search. */
export const searchSettings = {
  namespace: text({
    does: 'The namespace of the API search.',
    ...aNamespace,
    default: defaults.namespace,
  }),
  images: imagesSetting,
  replicas: wholeNumber({
    does: 'How many replicas of the API search serve.',
    ...ranges.replicas,
    default: defaults.replicas,
  }),
  catalogueUrl: text({
    does: 'Where a catalogue is served as `{count, entries}` that is used instead of the bundled one as long as it is right.',
    ...ranges.catalogueUrl,
    optional: true,
    shownDefault: 'none: the bundled catalogue is used',
  }),
  refreshSeconds: wholeNumber({
    does: 'How many seconds a catalogue of `catalogueUrl` is used before it is asked for again.',
    ...ranges.refreshSeconds,
    default: defaults.refreshSeconds,
  }),
} as const;
