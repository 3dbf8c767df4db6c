import type * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { dataClaim } from '../kubernetes/data-claim';
import { hotelsDefaults as defaults } from './defaults';

/** The storage of a claim. */
export interface HotelsStorage {
  /** The storage class; default `standard`. The cluster refuses a later change. */
  readonly storageClass?: pulumi.Input<string> | undefined;
  /** The size; default `1Gi`. */
  readonly storage?: pulumi.Input<string> | undefined;
}

/** The claim of the volume that holds hotels. */
export function hotelsClaim(
  name: string,
  metadata: Readonly<Record<'name' | 'namespace', pulumi.Input<string>>> & {
    readonly labels: Record<string, string>;
  },
  { storageClass = defaults.storageClass, storage = defaults.storage }: HotelsStorage,
  parent: pulumi.Resource,
): k8s.core.v1.PersistentVolumeClaim {
  return dataClaim(name, { metadata, accessMode: 'ReadWriteOnce', storageClass, storage }, parent);
}
