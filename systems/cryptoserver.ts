import { Cryptoserver } from '../components/cryptoserver';
import { BuiltImage } from '../components/image';
import { SystemNamespace } from '../components/namespace';
import { pinned, publishedImages } from '../components/published';
import type { Settings } from '../settings';
import type { Target } from './target';

/**
 * Deploys the cryptoserver.
 *
 * @param settings - those of its group
 * @param target - where it goes
 */
export function deployCryptoserver(settings: Settings['cryptoserver'], target: Target): Cryptoserver {
  const { keepData, image, images, ...keys } = settings;
  const { namespace } = new SystemNamespace(
    'cryptoserver',
    { namespace: keys.namespace, retain: keepData },
    target.options,
  );
  const published = image ?? (images === 'published' ? pinned(publishedImages.cryptoserver) : undefined);
  return new Cryptoserver(
    'cryptoserver',
    {
      ...keys,
      namespace,
      image: published ?? new BuiltImage('fileserver', { ...target.builds, with: ['node-service'] }).ref,
      imageKind: published === undefined ? 'ours' : 'published',
      nodeAddress: target.nodeAddress,
    },
    target.options,
  );
}
