import { searchDefaults as defaults } from './defaults';
import { imagesSetting } from '../images/kind';
import { text, wholeNumber } from '../../settings/kinds';
import { aNamespace } from '../../settings/patterns';

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
    allowed: 'a whole number from 1 to 100',
    atLeast: 1,
    atMost: 100,
    default: defaults.replicas,
  }),
  catalogueUrl: text({
    does: 'Where a catalogue is served as `{count, entries}` that is used instead of the bundled one as long as it is right.',
    allowed: 'an http or https URL',
    pattern: /^https?:\/\/[^\s/]\S*$/,
    optional: true,
    shownDefault: 'none: the bundled catalogue is used',
  }),
  refreshSeconds: wholeNumber({
    does: 'How many seconds a catalogue of `catalogueUrl` is used before it is asked for again.',
    allowed: 'a whole number from 1 to 86400',
    atLeast: 1,
    atMost: 86400,
    default: defaults.refreshSeconds,
  }),
} as const;
