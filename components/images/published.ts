import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';

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
