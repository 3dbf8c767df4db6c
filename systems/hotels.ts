import { Hotels } from '../components/hotels';
import { BuiltImage } from '../components/image';
import { SystemNamespace } from '../components/namespace';
import { pinned, publishedImages } from '../components/published';
import type { Settings } from '../settings';
import type { Target } from './target';

/**
 * Deploys the hotels.
 *
 * @param settings - those of its group
 * @param target - where it goes
 */
export function deployHotels(settings: Settings['hotels'], target: Target): Hotels {
  const { keepData, images, ...rest } = settings;
  const { namespace } = new SystemNamespace(
    'hotels',
    { namespace: rest.namespace, retain: keepData },
    target.options,
  );
  const running =
    images === 'published'
      ? {
          backendImage: pinned(publishedImages.hotelsBackend),
          frontendImage: pinned(publishedImages.hotelsFrontend),
        }
      : {
          backendImage: new BuiltImage('hotels-backend', { ...target.builds, with: ['http-service'] }).ref,
          frontendImage: new BuiltImage('hotels-frontend', { ...target.builds, with: ['node-service'] }).ref,
        };
  const postgresImage =
    settings.database === 'postgresql' ? new BuiltImage('postgres', target.builds).ref : undefined;
  return new Hotels(
    'hotels',
    {
      ...rest,
      ...running,
      namespace,
      imageKind: images,
      postgresImage,
      nodeAddress: target.nodeAddress,
    },
    target.options,
  );
}
