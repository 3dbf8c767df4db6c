import { Cryptoserver } from '../../../components/cryptoserver/cryptoserver';
import { cryptoserverSettings } from '../../../components/cryptoserver/settings';
import { SystemNamespace } from '../../../components/kubernetes/namespace';
import { deployStack } from '../../../components/stack';
import type { Deployed } from '../../../components/system';
import type { Target } from '../../../components/target';
import type { ValuesOf } from '../../../settings';

// The program of a throwaway stack: deploys the stand-in by the same component as the published image.

function deploy(settings: ValuesOf<typeof cryptoserverSettings>, target: Target): Deployed {
  const { keepData: retain, namespace, replicas, storageClass, storage, accessMode } = settings;
  const own = new SystemNamespace('cryptoserver', { namespace, retain }, target.options);
  const server = new Cryptoserver(
    'cryptoserver',
    {
      namespace: own.namespace,
      image: target.images.build('stand-in'),
      imageKind: 'published',
      replicas,
      storageClass,
      storage,
      accessMode,
      nodeAddress: target.nodeAddress,
    },
    target.options,
  );
  const { statefulSet, claim } = server;
  return {
    urls: { cryptoserver: server.url },
    objects: { namespace: server.namespace, statefulSet, replicas: server.replicas, claim },
  };
}

const systems = [{ name: 'cryptoserver', settings: cryptoserverSettings, deploy }] as const;

/** The same outputs as those of the project's own program. */
export = () => deployStack(systems, process.env);
