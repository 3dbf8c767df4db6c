import { BuiltImage } from '../components/image';
import { SystemNamespace } from '../components/namespace';
import { pinned, publishedImages } from '../components/published';
import { ApiSearch } from '../components/search';
import type { Settings } from '../settings';
import type { Target } from './target';

/**
 * Deploys the API search.
 *
 * @param settings - those of its group
 * @param target - where it goes
 */
export function deploySearch(settings: Settings['search'], target: Target): ApiSearch {
  const { images, ...search } = settings;
  const { namespace } = new SystemNamespace('search', { namespace: search.namespace }, target.options);
  return new ApiSearch(
    'search',
    {
      ...search,
      namespace,
      image:
        images === 'published'
          ? pinned(publishedImages.search)
          : new BuiltImage('search', { ...target.builds, with: ['http-service'] }).ref,
      imageKind: images,
    },
    target.options,
  );
}
