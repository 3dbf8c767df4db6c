import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

import { Images } from './images/images';
import { lastImages } from './images/last-images';
import { adoption } from './kubernetes/adoption';
import { enforcement } from './kubernetes/enforcement';
import { keptObjects, type KeptObjects } from './kubernetes/kept-objects';
import { ownership } from './kubernetes/ownership';
import type { AllSettings, Before } from './preflight/check';
import { knownCluster } from './preflight/same-cluster';
import { storageClassFor } from './preflight/storage-classes';

/** Where the systems are deployed to; all systems of a stack share it. */
export interface Target {
  /** The options of every component: the cluster's provider, and what all objects have in common. */
  readonly options: pulumi.ComponentResourceOptions;
  /** The objects with picked names that are there, for values that are generated once. */
  readonly kept: KeptObjects;
  /** The images that the systems run. */
  readonly images: Images;
  /** The storage class of the claims in a namespace, where the settings name none. */
  readonly storageClassOf: (namespace: string) => pulumi.Output<string>;
  /** The host name or address of the nodes. */
  readonly nodeAddress: string;
}

/**
 * The target of a stack's settings.
 *
 * @param settings - the checked settings of the stack
 * @param before - what was there before this run
 */
export async function targetOf(settings: AllSettings, before: Before): Promise<Target> {
  const { context, registry, registryUsername: username, registryPassword: password, platforms } = settings;
  const { identifier, reachable } = await knownCluster(settings, before);
  const kept = await keptObjects(settings, before);
  const provider = new k8s.Provider('cluster', {
    // From the setting, which all who deploy the stack share: without it, `pulumi destroy` would go to the current context.
    ...(context === undefined ? {} : { context }),
    ...(identifier === undefined ? {} : { clusterIdentifier: identifier }),
    // Empty: the provider reads KUBECONFIG itself, as kubectl does. By default its path would be in the state, where the next
    // user does not have it, and a list of files would be taken for one. One without a cluster in a preview that cannot reach it:
    // the provider would wait for an answer without end.
    kubeconfig: reachable ? '' : '{}',
    // Not even by PULUMI_K8S_DELETE_UNREACHABLE: a refresh would forget objects that are there.
    deleteUnreachable: false,
  });
  return {
    options: {
      provider,
      transformations: [
        ownership(settings.autoscaled ?? [], before.last),
        adoption(kept),
        ...(settings.admission ? [enforcement] : []),
      ],
    },
    kept,
    images: new Images({
      registry,
      login: username === undefined || password === undefined ? undefined : { username, password },
      platforms,
      last: await lastImages(before.last),
    }),
    storageClassOf: (namespace) => pulumi.output(storageClassFor(namespace, before)),
    nodeAddress: settings.nodeAddress,
  };
}
