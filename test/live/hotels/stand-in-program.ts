import { Hotels } from '../../../components/hotels/hotels';
import { hotelsSettings } from '../../../components/hotels/settings';
import { SystemNamespace } from '../../../components/kubernetes/namespace';
import { deployStack } from '../../../components/stack';
import type { Deployed } from '../../../components/system';
import type { Target } from '../../../components/target';
import type { ValuesOf } from '../../../settings';

// The program of a throwaway stack: deploys the stand-ins by the same component as the published images.

function deploy(settings: ValuesOf<typeof hotelsSettings>, target: Target): Deployed {
  const { keepData: retain, namespace, storageClass, storage, rolloutSeconds } = settings;
  const own = new SystemNamespace('hotels', { namespace, retain }, target.options);
  const hotels = new Hotels(
    'hotels',
    {
      namespace: own.namespace,
      backendImage: target.images.build('hotels-stand-in-backend'),
      frontendImage: target.images.build('hotels-stand-in-frontend'),
      imageKind: 'published',
      storageClass,
      storage,
      rolloutSeconds,
      nodeAddress: target.nodeAddress,
    },
    target.options,
  );
  const { deployment, service, claim, replicas } = hotels;
  return {
    urls: { hotels: hotels.url },
    objects: { namespace: hotels.namespace, deployment, service, claim, replicas },
  };
}

const systems = [{ name: 'hotels', settings: hotelsSettings, deploy }] as const;

/** The same outputs as those of the project's own program. */
export = () => deployStack(systems, process.env);
