import * as k8s from '@pulumi/kubernetes';

import { loadSettings } from './settings';
import type { System } from './settings/systems';
import { deployCryptoserver } from './systems/cryptoserver';
import type { Target } from './systems/target';

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

/** The URL of every system. */
export const urls = { cryptoserver: keys?.url };
