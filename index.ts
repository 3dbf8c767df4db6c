import * as k8s from '@pulumi/kubernetes';

import { Cryptoserver } from './components/cryptoserver';
import { BuiltImage } from './components/image';
import { SystemNamespace } from './components/namespace';
import { loadSettings } from './settings';

const settings = loadSettings();

// Without a context the default provider stays in charge, and with it the stack's own `kubernetes:` configuration.
const cluster =
  settings.context === undefined
    ? {}
    : { provider: new k8s.Provider('cluster', { context: settings.context }) };

const { registry, registryUsername: username, registryPassword: password, platforms } = settings;
const login = username === undefined || password === undefined ? undefined : { username, password };
const builds = { registry, login, platforms };

const { keepData, image: publishedImage, ...keys } = settings.cryptoserver;
const logaiter = new SystemNamespace(
  'cryptoserver',
  { namespace: keys.namespace, retain: keepData },
  cluster,
);
const server = new Cryptoserver(
  'cryptoserver',
  {
    ...keys,
    namespace: logaiter.namespace,
    image: publishedImage ?? new BuiltImage('fileserver', builds).ref,
    imageKind: publishedImage === undefined ? 'ours' : 'published',
    nodeAddress: settings.nodeAddress,
  },
  cluster,
);

/** Where the keys are served from outside the cluster. */
export const cryptoserverUrl = server.url;

/** What the cryptoserver is made of in the cluster. */
export const cryptoserver = {
  namespace: server.namespace,
  service: server.service,
  webService: server.webService,
  statefulSet: server.statefulSet,
  replicas: server.replicas,
  claim: server.claim,
  image: server.image,
};

/** The URL of every system. */
export const urls = { cryptoserver: server.url };
