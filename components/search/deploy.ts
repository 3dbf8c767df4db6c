import { SystemNamespace } from '../kubernetes/namespace';
import { searchImage } from './defaults';
import { ApiSearch } from './search';
import type { ValuesOf } from '../../settings';
import type { Deployed } from '../system';
import type { Target } from '../target';
import type { searchSettings } from './settings';

/**
 * Deploys the API search.
 *
 * @param settings - the checked settings of its group
 * @param target - the cluster, the registry and the nodes' address
 */
export function deploySearch(settings: ValuesOf<typeof searchSettings>, target: Target): Deployed {
  const { images, ...rest } = settings;
  const { namespace } = new SystemNamespace('search', { namespace: rest.namespace }, target.options);
  const search = new ApiSearch(
    'search',
    {
      ...rest,
      namespace,
      image: target.images.of(images, searchImage),
      imageKind: images,
      nodeAddress: target.nodeAddress,
    },
    target.options,
  );
  return {
    urls: { search: search.url },
    objects: {
      namespace: search.namespace,
      deployment: search.deployment,
      service: search.service,
      replicas: search.replicas,
      image: search.image,
    },
  };
}
