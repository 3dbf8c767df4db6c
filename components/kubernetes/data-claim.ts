import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { adoptable } from './adoption';

/** What a claim asks for. */
export interface DataClaimArgs {
  /** Its name, namespace and labels. */
  readonly metadata: k8s.types.input.meta.v1.ObjectMeta;
  /** What its volume lets pods do with it. */
  readonly accessMode: 'ReadWriteOnce' | 'ReadWriteMany';
  /** The storage class, which is fixed: the cluster refuses a change. */
  readonly storageClass: pulumi.Input<string>;
  /** The size. */
  readonly storage: pulumi.Input<string>;
}

/**
 * The claim of a volume whose data outlive every change of the stack. It goes with its namespace and never by itself, and
 * one that is there already is adopted.
 *
 * @param name - the name of the resource in the stack
 * @param args - what it asks for
 * @param parent - the component that it is part of
 */
export function dataClaim(
  name: string,
  { metadata, accessMode, storageClass, storage }: DataClaimArgs,
  parent: pulumi.Resource,
): k8s.core.v1.PersistentVolumeClaim {
  return new k8s.core.v1.PersistentVolumeClaim(
    name,
    {
      metadata: {
        ...metadata,
        // The provider waits for a new claim of a WaitForFirstConsumer class to be pending, which an adopted one, bound
        // already, never is. The workload is waited for, and its pods need the claim bound.
        annotations: { ...adoptable, 'pulumi.com/skipAwait': 'true' },
      },
      spec: {
        accessModes: [accessMode],
        storageClassName: storageClass,
        volumeMode: 'Filesystem',
        resources: { requests: { storage } },
      },
    },
    // A changed class or access mode would otherwise replace it, and with it the data. Kept, the cluster refuses the change.
    { parent, retainOnDelete: true },
  );
}
