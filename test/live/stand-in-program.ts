import * as k8s from '@pulumi/kubernetes';

import { Cryptoserver } from '../../components/cryptoserver';
import { BuiltImage } from '../../components/image';
import { SystemNamespace } from '../../components/namespace';
import { loadSettings } from '../../settings';

// The program of a throwaway stack: the components deploy the stand-in as they would the published image.

const settings = loadSettings();
const cluster =
  settings.context === undefined
    ? {}
    : { provider: new k8s.Provider('cluster', { context: settings.context }) };
const { registry, registryUsername: username, registryPassword: password, platforms } = settings;
const login = username === undefined || password === undefined ? undefined : { username, password };

const { keepData: retain, namespace, replicas, storageClass, storage, accessMode } = settings.cryptoserver;
const own = new SystemNamespace('cryptoserver', { namespace, retain }, cluster);
const server = new Cryptoserver(
  'cryptoserver',
  {
    namespace: own.namespace,
    image: new BuiltImage('stand-in', { registry, login, platforms }).ref,
    imageKind: 'published',
    replicas,
    storageClass,
    storage,
    accessMode,
    nodeAddress: settings.nodeAddress,
  },
  cluster,
);

/** As the project's own program exports it. */
export const urls = { cryptoserver: server.url };

/** As the project's own program exports it. */
export const cryptoserver = {
  namespace: server.namespace,
  statefulSet: server.statefulSet,
  replicas: server.replicas,
  claim: server.claim,
};
