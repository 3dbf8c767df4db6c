import { Hotels } from './hotels';
import { hotelsImages } from './image-contract';
import { SystemNamespace } from '../kubernetes/namespace';
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
  const hotels = new Hotels(
    'hotels',
    {
      ...rest,
      storageClass: rest.storageClass ?? target.storageClassOf(rest.namespace),
      namespace,
      backendImage: target.images.of(images, hotelsImages.backend),
      frontendImage: target.images.of(images, hotelsImages.frontend),
      imageKind: images,
      postgresImage: rest.database === 'postgresql' ? target.images.build('postgres') : undefined,
      kept: target.kept,
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
