import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

/** The key of the URL in its Secret, and the name of the file that the Secret becomes in a container. */
const urlKey = 'url';

/** Where the server mounts the Secret. */
export const urlMount = {
  name: 'catalogue-url',
  mountPath: '/run/secrets/api-search',
  readOnly: true,
} as const;

/** The file with the URL. */
export const urlFile = `${urlMount.mountPath}/${urlKey}`;

/** The volume of a pod that holds the URL. Only the group of the container's user can read it. */
export function urlVolume(secretName: pulumi.Input<string>): k8s.types.input.core.v1.Volume {
  return { name: urlMount.name, secret: { secretName, defaultMode: 0o440 } };
}

/**
 * The Secret of a catalogue's URL, which can hold a password. It is immutable and named by Pulumi: a new URL is a new Secret, and
 * its new name rolls the pods.
 *
 * @param name - the name of the resource
 * @param metadata - its namespace and labels
 * @param url - the URL; in the state it is encrypted in any case, as the content of every Secret
 * @param opts - the options of the resource
 */
export function urlSecret(
  name: string,
  metadata: { readonly namespace: pulumi.Input<string>; readonly labels: Record<string, string> },
  url: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret {
  return new k8s.core.v1.Secret(
    name,
    { metadata: { ...metadata }, immutable: true, stringData: { [urlKey]: url } },
    opts,
  );
}
