import { Hotels } from './hotels';
import { publishedImages } from './image-contract';
import { BuiltImage } from '../images/built-image';
import { SystemNamespace } from '../kubernetes/namespace';
import { pinned } from '../images/published';
import type { ValuesOf } from '../../settings';
import type { Deployed } from '../system';
import type { Target } from '../target';
import type { hotelsSettings } from './settings';

/**
 * Deploys the hotels.
 *
 * @param settings - the checked settings of its group
 * @param target - the cluster, the registry and the nodes' address
 */
export function deployHotels(settings: ValuesOf<typeof hotelsSettings>, target: Target): Deployed {
  const { keepData, images, ...rest } = settings;
  const { namespace } = new SystemNamespace(
    'hotels',
    { namespace: rest.namespace, retain: keepData },
    target.options,
  );
  const running =
    images === 'published'
      ? {
          backendImage: pinned(publishedImages.backend),
          frontendImage: pinned(publishedImages.frontend),
        }
      : {
          backendImage: new BuiltImage('hotels-backend', { ...target.builds, with: ['http-service'] }).ref,
          frontendImage: new BuiltImage('hotels-frontend', { ...target.builds, with: ['node-service'] }).ref,
        };
  const postgresImage =
    settings.database === 'postgresql' ? new BuiltImage('postgres', target.builds).ref : undefined;
  const hotels = new Hotels(
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
  return {
    urls: { hotels: hotels.url },
    objects: {
      namespace: hotels.namespace,
      deployment: hotels.deployment,
      service: hotels.service,
      settings: hotels.settings,
      claim: hotels.claim,
      ...(hotels.databaseStatefulSet && { databaseStatefulSet: hotels.databaseStatefulSet }),
      replicas: hotels.replicas,
      images: hotels.images,
    },
  };
}
