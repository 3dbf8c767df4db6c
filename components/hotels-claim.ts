import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { adoptable } from './adoption';
import { hotelsDefaults as defaults } from './hotels-defaults';

/** The storage that a claim is for. */
export interface HotelsStorage {
  /** The storage class; default `standard`. A claim's class is fixed: changing it is refused. */
  readonly storageClass?: pulumi.Input<string> | undefined;
  /** The size; default `1Gi`. */
  readonly storage?: pulumi.Input<string> | undefined;
}

/** The claim of the volume that holds hotels. Its namespace takes it along, and nothing else does. */
export function hotelsClaim(
  name: string,
  metadata: Readonly<Record<'name' | 'namespace', pulumi.Input<string>>> & {
    readonly labels: Record<string, string>;
  },
  { storageClass = defaults.storageClass, storage = defaults.storage }: HotelsStorage,
  parent: pulumi.Resource,
): k8s.core.v1.PersistentVolumeClaim {
  return new k8s.core.v1.PersistentVolumeClaim(
    name,
    {
      // A claim that is adopted is bound already and never pending, which the provider would wait for. The workload is
      // waited for, and its pods need the claim bound.
      metadata: { ...metadata, annotations: { ...adoptable, 'pulumi.com/skipAwait': 'true' } },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: storageClass,
        volumeMode: 'Filesystem',
        resources: { requests: { storage } },
      },
    },
    // A changed class would otherwise replace it, and with it the hotels. Kept, the cluster refuses the change.
    { parent, retainOnDelete: true },
  );
}
