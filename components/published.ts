import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';

/** The images that the documents name. That of the tokens publishes none. */
export const publishedImages = {
  cryptoserver: 'quay.io/k8sexercices/fileserver:v1.0',
  hotelsBackend: 'ghcr.io/go-elevate/k8s4arch-hotels-backend:slim',
  hotelsFrontend: 'ghcr.io/go-elevate/k8s4arch-hotels-frontend:slim',
  search: 'docker.io/jonhyble/romo_valadez_kubernetes:1.0',
} as const;

/**
 * An image of a registry with the digest that its tag has now, so that every pod runs the same one and a preview shows when
 * the tag has moved. The registry is asked in every preview and update.
 *
 * @param reference - the image; one with a digest is taken as it is
 * @returns `<reference>@sha256:…`
 * @throws Error when the registry does not answer or has no such image
 */
export function pinned(reference: string): pulumi.Output<string> {
  if (reference.includes('@')) return pulumi.output(reference);
  const { sha256Digest } = docker.getRegistryImageOutput({ name: reference });
  return pulumi.interpolate`${reference}@${sha256Digest}`;
}
