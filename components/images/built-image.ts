import * as path from 'node:path';

import * as dockerBuild from '@pulumi/docker-build';
import * as pulumi from '@pulumi/pulumi';

import { LastImages } from './last-images';
import { stageContext, stageContexts } from './build-context';

/** Who logs in to a registry. */
export interface RegistryLogin {
  readonly username: string;
  readonly password: pulumi.Input<string>;
}

/** What all images that a stack builds have in common. */
export interface Builds {
  /** The registry to push to, with an optional path: `ghcr.io/me`, `localhost:5000`. */
  readonly registry: string;
  /** Who pushes; default: the Docker client's own login, if it has one. */
  readonly login?: RegistryLogin | undefined;
  /** The platforms to build for, such as `linux/arm64`; default: the builder's own. */
  readonly platforms?: readonly string[] | undefined;
  /** What was built before, so that what the registry has lost is built again; default: nothing. */
  readonly last?: LastImages | undefined;
}

/**
 * The time, in seconds since 1970, that all files of the layers and the image itself get: otherwise no two builds would have the
 * same digest. Source: BuildKit, docs/build-repro.md.
 */
const epoch = '0';

/** The arguments of a {@link BuiltImage}. */
export interface BuiltImageArgs extends Builds {
  /** Other folders of `images/` that its Dockerfile copies from; default: none. */
  readonly with?: readonly string[] | undefined;
}

/**
 * An image built from `images/<name>` and pushed to `<registry>/shared-keys/<name>`. The builder is the one that is
 * selected in the Docker client, by `BUILDX_BUILDER` or `docker buildx use`. Equal sources are neither built nor pushed
 * again, on any machine, while the registry has the image.
 */
export class BuiltImage extends pulumi.ComponentResource {
  /** The pushed image by digest: `<registry>/shared-keys/<name>@sha256:…`. */
  readonly ref: pulumi.Output<string>;

  /**
   * @param name - the name of the folder in `images/`
   * @param args - where to push, as whom, and for which platforms
   * @param opts - the options of the component
   * @throws Error when the folder has no Dockerfile, or holds anything but plain files and folders
   */
  constructor(name: string, args: BuiltImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:BuiltImage', name, {}, opts);

    // Relative: for the provider, another location is a changed image.
    const context = path.posix.join('.build', name);
    const folder = path.join('images', name);
    const others = (args.with ?? []).map((other) => path.join('images', other));
    // A single folder is its own build context. Several are staged side by side in one, as `docker build images` sees them.
    const top = others.length === 0 ? context : path.posix.join(context, name);
    const { hash, untracked } =
      others.length === 0 ? stageContext(folder, context) : stageContexts([folder, ...others], context);
    for (const file of untracked)
      void pulumi.log.warn(`${file} is not in the image: run git add, or remove it`, this);
    const repository = `${args.registry}/shared-keys/${name}`;

    const image = new dockerBuild.Image(
      `${name}-image`,
      {
        context: { location: context },
        dockerfile: { location: path.posix.join(top, 'Dockerfile') },
        // The tag changes with the sources, so a preview shows that the digest will change without building anything.
        tags: [(args.last ?? new LastImages()).tag(`${name}-image`, `${repository}:${hash.slice(0, 12)}`)],
        network: dockerBuild.NetworkMode.Default,
        buildArgs: { SOURCE_DATE_EPOCH: epoch },
        push: false,
        // Pushes too. Its typed form has no such option.
        exports: [{ raw: 'type=registry,rewrite-timestamp=true' }],
        buildOnPreview: false,
        ...(args.platforms === undefined ? {} : { platforms: [...args.platforms] as dockerBuild.Platform[] }),
        ...(args.login === undefined
          ? {}
          : { registries: [{ address: registryHost(args.registry), ...args.login }] }),
      },
      // Stacks with the same sources share a digest: deleting it here would delete it for all of them.
      { parent: this, retainOnDelete: true },
    );

    this.ref = pulumi.interpolate`${repository}@${image.digest}`;
    this.registerOutputs({ ref: this.ref });
  }
}

/** The host, and port if any, of a registry with an optional path. */
export function registryHost(registry: string): string {
  return registry.split('/')[0] ?? registry;
}
