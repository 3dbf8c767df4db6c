import { searchDefaults as defaults, searchRanges as ranges } from './defaults';
import { imagesSetting } from '../images/kind';
import { choice, text, textOrSecret, wholeNumber } from '../../settings/kinds';
import { aNamespace, pickedNodePort } from '../ranges';

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
  catalogueUrl: textOrSecret({
    does: 'The URL of a catalogue, served as `{count, entries}`. It is used instead of the bundled catalogue once it has been fetched and is valid. One with a user or a password has to be set with `--secret`.',
    ...ranges.catalogueUrl,
    optional: true,
    shownDefault: 'none: the bundled catalogue',
  }),
  refreshSeconds: wholeNumber({
    does: 'How many seconds the catalogue of `catalogueUrl` is used before it is fetched again.',
    ...ranges.refreshSeconds,
    default: defaults.refreshSeconds,
  }),
  service: choice(['LoadBalancer', 'NodePort'], {
    does: 'How clients outside the cluster reach the search: `LoadBalancer`, as in the document, needs something that gives it an address; `NodePort` does not.',
    allowed: 'LoadBalancer or NodePort',
    default: defaults.service,
  }),
  nodePort: wholeNumber({
    does: 'The port of the service on every node, also of a load balancer.',
    ...ranges.nodePort,
    ...pickedNodePort,
  }),
  addressSeconds: wholeNumber({
    does: 'How many seconds a deployment waits for the address of the load balancer.',
    ...ranges.addressSeconds,
    default: defaults.addressSeconds,
  }),
} as const;
