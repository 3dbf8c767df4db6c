import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';

import { BuiltImage, registryHost, type Builds } from './built-image';
import type { ImageKind } from './kind';

/** What an image is in both its kinds. */
export interface ImageSources {
  /** The folder in `images/` that ours is built from. */
  readonly folder: string;
  /** Other folders of `images/` that its Dockerfile copies from; default: none. */
  readonly with?: readonly string[];
  /** The reference of the published one, with a tag. */
  readonly published: string;
}

/** The images of one stack. */
export class Images {
  private registries: docker.Provider | undefined;

  /** @param builds - where built images are pushed, as whom, and for which platforms */
  constructor(private readonly builds: Builds) {}

  /**
   * An image of a kind, by digest.
   *
   * @param kind - ours or the published one
   * @param sources - what it is in both kinds
   * @throws Error as {@link BuiltImage} does for ours
   */
  of(kind: ImageKind, sources: ImageSources): pulumi.Output<string> {
    return kind === 'published' ? this.pin(sources.published) : this.build(sources.folder, sources.with);
  }

  /**
   * An image of ours, built and pushed unless that is done.
   *
   * @param folder - the folder in `images/`
   * @param others - other folders of `images/` that its Dockerfile copies from; default: none
   * @returns `<registry>/shared-keys/<folder>@sha256:…`
   * @throws Error as {@link BuiltImage} does
   */
  build(folder: string, others: readonly string[] = []): pulumi.Output<string> {
    return new BuiltImage(folder, { ...this.builds, with: others }).ref;
  }

  /**
   * An image of a registry with the digest that its tag has now. So every pod runs the same image, and a preview shows that
   * the tag has moved. The registry is asked in every preview and update.
   *
   * @param reference - the image; one that has a digest is returned unchanged
   * @returns `<reference>@sha256:…`; the output fails when the registry does not answer or has no such image
   */
  pin(reference: string): pulumi.Output<string> {
    if (reference.includes('@')) return pulumi.output(reference);
    // Made only here: a stack without published images does not need the provider's plugin.
    this.registries ??= registryProvider(this.builds);
    const { sha256Digest } = docker.getRegistryImageOutput(
      { name: reference },
      { provider: this.registries },
    );
    return pulumi.interpolate`${reference}@${sha256Digest}`;
  }
}

/** A provider that asks registries, with the stack's login at the registry that the login is for, and needs no Docker daemon. */
function registryProvider({ registry, login }: Builds): docker.Provider {
  return new docker.Provider('registries', {
    // The provider looks for a daemon twice when it starts (pulumi/pulumi-docker#1106). This option turns off one check, and
    // the other leaves out hosts that are reached by SSH. Reading a registry never connects to this host, which cannot exist.
    disableDockerDaemonCheck: true,
    host: 'ssh://none.invalid',
    ...(login === undefined ? {} : { registryAuth: [{ address: registryHost(registry), ...login }] }),
  });
}
