import type { types } from '@pulumi/kubernetes';

/** An empty folder that lives as long as its pod: the pod's volume, and the mount of a container. */
export interface Scratch {
  readonly volume: types.input.core.v1.Volume;
  readonly mount: { readonly name: string; readonly mountPath: string };
}

/**
 * An empty folder that a container can write to, since its root file system is read-only.
 *
 * @param name - the name of the volume in the pod
 * @param mountPath - where the folder is in the container
 * @param sizeLimit - how much it may hold, such as `16Mi`; the kubelet evicts a pod that writes more
 */
export function scratch(name: string, mountPath: string, sizeLimit: string): Scratch {
  return { volume: { name, emptyDir: { sizeLimit } }, mount: { name, mountPath } };
}

/** The folder for temporary files. */
export const tmp: Scratch = scratch('tmp', '/tmp', '16Mi');
