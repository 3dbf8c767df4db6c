import { Cryptoserver } from './cryptoserver';
import { fileserver } from './image-contract';
import { SystemNamespace } from '../kubernetes/namespace';
import type { ValuesOf } from '../../settings';
import type { Deployed } from '../system';
import type { Target } from '../target';
import type { cryptoserverSettings } from './settings';

/**
 * Deploys the cryptoserver.
 *
 * @param settings - the checked settings of its group
 * @param target - the cluster, the registry and the nodes' address
 */
export function deployCryptoserver(
  settings: ValuesOf<typeof cryptoserverSettings>,
  target: Target,
): Deployed {
  const { keepData, image, images, ...keys } = settings;
  const { namespace } = new SystemNamespace(
    'cryptoserver',
    { namespace: keys.namespace, retain: keepData },
    target.options,
  );
  const cryptoserver = new Cryptoserver(
    'cryptoserver',
    {
      ...keys,
      storageClass: keys.storageClass ?? target.storageClassOf(keys.namespace),
      namespace,
      image: image ?? target.images.of(images, fileserver),
      imageKind: image === undefined ? images : 'published',
      nodeAddress: target.nodeAddress,
    },
    target.options,
  );
  return {
    urls: { cryptoserver: cryptoserver.url },
    objects: {
      namespace: cryptoserver.namespace,
      service: cryptoserver.service,
      webService: cryptoserver.webService,
      statefulSet: cryptoserver.statefulSet,
      replicas: cryptoserver.replicas,
      claim: cryptoserver.claim,
      image: cryptoserver.image,
    },
  };
}
