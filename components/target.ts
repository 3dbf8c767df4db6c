import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { Images } from './images/images';
import type { CommonSettings } from './stack-settings';

/** Where the systems go, the same for all of them. */
export interface Target {
  /** The options of every component: the provider of the cluster, unless it is the default one. */
  readonly options: pulumi.ComponentResourceOptions;
  /** The images that the systems run. */
  readonly images: Images;
  /** The host under which the nodes are reached. */
  readonly nodeAddress: string;
}

/** The target that a stack's settings name; makes the provider of the cluster when they name a context. */
export function targetOf(settings: CommonSettings): Target {
  const { context, registry, registryUsername: username, registryPassword: password, platforms } = settings;
  return {
    // Without a context the default provider is used, and with it the stack's own `kubernetes:` configuration.
    options: context === undefined ? {} : { provider: new k8s.Provider('cluster', { context }) },
    images: new Images({
      registry,
      login: username === undefined || password === undefined ? undefined : { username, password },
      platforms,
    }),
    nodeAddress: settings.nodeAddress,
  };
}
