import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { notAwaited } from './annotations';

/** What a claim requests. */
export interface DataClaimArgs {
  /** Its name, namespace and labels. */
  readonly metadata: k8s.types.input.meta.v1.ObjectMeta;
  /** Whether one node or many can mount its volume. */
  readonly accessMode: 'ReadWriteOnce' | 'ReadWriteMany';
  /** The storage class; the cluster refuses a later change. */
  readonly storageClass: pulumi.Input<string>;
  /** The size. */
  readonly storage: pulumi.Input<string>;
}

/**
 * The claim of a volume whose data must outlive every change of the stack. Only the deletion of its namespace deletes it. A
 * claim that exists already is adopted.
 *
 * @param name - the name of the resource in the stack
 * @param args - what it requests
 * @param parent - the component that it belongs to
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
        // With a WaitForFirstConsumer class the provider would wait until a new claim is pending, but an adopted claim is
        // bound already.
        annotations: notAwaited,
      },
      spec: {
        accessModes: [accessMode],
        storageClassName: storageClass,
        volumeMode: 'Filesystem',
        resources: { requests: { storage } },
      },
    },
    // A changed class or access mode would replace the claim. It is neither deleted, nor is what uses it deleted before the
    // cluster has refused the change: everything serves on.
    { parent, retainOnDelete: true, deleteBeforeReplace: false },
  );
}
