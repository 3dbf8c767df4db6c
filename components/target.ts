import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { Images } from './images/images';
import type { CommonSettings } from './stack-settings';

/** Where the systems are deployed to; all systems of a stack share it. */
export interface Target {
  /** The options of every component: the cluster's provider, unless it is the default provider. */
  readonly options: pulumi.ComponentResourceOptions;
  /** The images that the systems run. */
  readonly images: Images;
  /** The host name or address of the nodes. */
  readonly nodeAddress: string;
}

/** The target of a stack's settings. It has a provider of its own when the settings name a kubeconfig context. */
export function targetOf(settings: CommonSettings): Target {
  const { context, registry, registryUsername: username, registryPassword: password, platforms } = settings;
  return {
    // Without a context, the default provider reads the stack's `kubernetes:` configuration.
    options: context === undefined ? {} : { provider: new k8s.Provider('cluster', { context }) },
    images: new Images({
      registry,
      login: username === undefined || password === undefined ? undefined : { username, password },
      platforms,
    }),
    nodeAddress: settings.nodeAddress,
  };
}
