import { cryptoserverDefaults as defaults, cryptoserverRanges as ranges } from './defaults';
import type { Raw } from '../../settings';
import { choice, flag, text, textList, wholeNumber } from '../../settings/kinds';
import { imagesSetting } from '../images/kind';
import { anImage, aNamespace, pickedNodePort } from '../ranges';

/** The settings of the cryptoserver. */
export const cryptoserverSettings = {
  namespace: text({
    does: 'The namespace of the cryptoserver.',
    ...aNamespace,
    default: defaults.namespace,
  }),
  replicas: wholeNumber({
    does: 'How many replicas serve the keys. With two, the loss or eviction of one leaves fewer than the two that must serve.',
    ...ranges.replicas,
    default: defaults.replicas,
  }),
  images: imagesSetting,
  image: text({
    does: 'An image to run instead, which must behave as the published one.',
    ...anImage,
    optional: true,
    shownDefault: 'the image that `images` chooses',
  }),
  createCommand: textList({
    does: 'The command that makes the keys file and then serves.',
    ...ranges.createCommand,
    optional: true,
    shownDefault: 'the command of the image',
  }),
  serveCommand: textList({
    does: 'The command that only serves.',
    ...ranges.serveCommand,
    optional: true,
    shownDefault: 'the command of the image',
  }),
  keysSeconds: wholeNumber({
    does: 'How many seconds our image takes to make the keys.',
    ...ranges.keysSeconds,
    default: defaults.keysSeconds,
  }),
  createSeconds: wholeNumber({
    does: 'How many seconds the create command may take, in addition to `keysSeconds` with our image. Then the init container says why it has given up, and nothing is published.',
    ...ranges.createSeconds,
    default: defaults.createSeconds,
  }),
  minimumKeys: wholeNumber({
    does: 'How many keys, one a line, `keys.txt` must have to be published.',
    ...ranges.minimumKeys,
    default: defaults.minimumKeys,
  }),
  keysDigest: text({
    does: 'The digest of `keys.txt`. The pods then serve no other keys, whatever is in the volume, and make none.',
    ...ranges.keysDigest,
    optional: true,
    shownDefault: 'the record in the volume',
  }),
  storageClass: text({
    does: 'The storage class of the claim that holds the keys; it cannot be changed later.',
    ...ranges.storageClass,
    optional: true,
    shownDefault: '`standard`, or the default of a cluster without that',
  }),
  storage: text({
    does: 'The size of that claim.',
    ...ranges.storage,
    default: defaults.storage,
  }),
  accessMode: choice(['ReadWriteOnce', 'ReadWriteMany'], {
    does: 'With `ReadWriteOnce` all replicas share a node; with `ReadWriteMany` they spread over the nodes.',
    allowed: 'ReadWriteOnce or ReadWriteMany',
    default: defaults.accessMode,
  }),
  nodePort: wholeNumber({
    does: 'The port of the service on every node.',
    ...ranges.nodePort,
    ...pickedNodePort,
  }),
  keepData: flag({
    does: 'Whether the namespace and the claim stay when the system or the stack is destroyed, so that a later `pulumi up` serves the same keys. With false the data goes with them. A change takes effect with `pulumi up`.',
    allowed: 'true or false',
    default: true,
  }),
} as const;

/** `image` already chooses the image, so it cannot be combined with `images: published`. */
export function oneSourceOfImage({ image, images }: Raw): readonly string[] {
  return image !== undefined && images === 'published'
    ? ['image is set: it cannot be combined with `cryptoserver.images: published`']
    : [];
}
