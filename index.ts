import * as k8s from '@pulumi/kubernetes';

import { loadSettings } from './settings';
import type { System } from './settings/systems';
import { deployCryptoserver } from './systems/cryptoserver';
import { deployHotels } from './systems/hotels';
import { deploySearch } from './systems/search';
import type { Target } from './systems/target';
import { deployTokens } from './systems/tokens';

const settings = loadSettings();
const { registry, registryUsername: username, registryPassword: password, platforms } = settings;

const target: Target = {
  // Without a context the default provider stays in charge, and with it the stack's own `kubernetes:` configuration.
  options:
    settings.context === undefined
      ? {}
      : { provider: new k8s.Provider('cluster', { context: settings.context }) },
  builds: {
    registry,
    login: username === undefined || password === undefined ? undefined : { username, password },
    platforms,
  },
  nodeAddress: settings.nodeAddress,
};

/** What a system deploys, if the stack has that system. */
function ifWanted<T>(system: System, deploy: () => T): T | undefined {
  return settings.systems.includes(system) ? deploy() : undefined;
}

const keys = ifWanted('cryptoserver', () => deployCryptoserver(settings.cryptoserver, target));
const jwt = ifWanted('tokens', () => deployTokens(settings.tokens, target));
const rooms = ifWanted('hotels', () => deployHotels(settings.hotels, target));
const apis = ifWanted('search', () => deploySearch(settings.search, target));

/** Where the keys are served from outside the cluster. */
export const cryptoserverUrl = keys?.url;

/** What the cryptoserver is made of in the cluster. */
export const cryptoserver = keys && {
  namespace: keys.namespace,
  service: keys.service,
  webService: keys.webService,
  statefulSet: keys.statefulSet,
  replicas: keys.replicas,
  claim: keys.claim,
  image: keys.image,
};

/** What the creator and the verifier of tokens are made of in the cluster. */
export const tokens = jwt && {
  namespace: jwt.namespace,
  creator: jwt.creator.deployment,
  creatorService: jwt.creator.service,
  creatorReplicas: jwt.creator.replicas,
  verifier: jwt.verifier.deployment,
  verifierService: jwt.verifier.service,
  verifierReplicas: jwt.verifier.replicas,
  keyGeneration: jwt.keyGeneration,
  images: jwt.images,
};

/** What the hotels are made of in the cluster. */
export const hotels = rooms && {
  namespace: rooms.namespace,
  deployment: rooms.deployment,
  service: rooms.service,
  settings: rooms.settings,
  claim: rooms.claim,
  databaseStatefulSet: rooms.databaseStatefulSet,
  replicas: rooms.replicas,
  images: rooms.images,
};

/** What the API search is made of in the cluster. */
export const search = apis && {
  namespace: apis.namespace,
  deployment: apis.deployment,
  service: apis.service,
  replicas: apis.replicas,
  image: apis.image,
};

/** The URL of every system. */
export const urls = {
  cryptoserver: keys?.url,
  creator: jwt?.creatorUrl,
  verifier: jwt?.verifierUrl,
  hotels: rooms?.url,
  search: apis?.url,
};
