import type { LastDeployment } from '../preflight/deployed';
import { isLost } from './registry-check';

/** An image that the last deployment has built. */
interface LastImage {
  /** Its reference with a tag. */
  readonly tag: string;
  /** Whether the registry no longer has it. */
  readonly lost: boolean;
}

/**
 * The images of the last deployment. Pulumi builds an image again only when its sources change, also when the registry has lost
 * it, and cannot ask a registry that speaks plain HTTP (pulumi/pulumi-docker-build#324).
 */
export class LastImages {
  /** @param images - the images by the names of their resources; default: none */
  constructor(private readonly images: ReadonlyMap<string, LastImage> = new Map()) {}

  /**
   * The tag of an image. It is that of the last deployment while the sources are the same. When the registry has lost the image,
   * a number is added or raised: the tag is a changed input, by which Pulumi builds and pushes the image again.
   *
   * @param resource - the name of the resource
   * @param wanted - the reference with the tag of the sources
   */
  tag(resource: string, wanted: string): string {
    const last = this.images.get(resource);
    if (!last?.tag.startsWith(wanted)) return wanted;
    const added = /^(?:-(\d+))?$/.exec(last.tag.slice(wanted.length));
    // A longer tag that begins as this one.
    if (added === null) return wanted;
    return last.lost ? `${wanted}-${Number(added[1] ?? 1) + 1}` : last.tag;
  }
}

/**
 * Asks the registries for the images of the last deployment.
 *
 * @param last - the state of the stack
 */
export async function lastImages({ resources }: Pick<LastDeployment, 'resources'>): Promise<LastImages> {
  const built = resources.filter(({ type }) => type === 'docker-build:index:Image');
  const images = built.map(async ({ name, outputs }): Promise<[string, LastImage][]> => {
    const [tag] = (outputs.tags ?? []) as readonly string[];
    if (tag === undefined || typeof outputs.digest !== 'string') return [];
    return [[name, { tag, lost: await isLost(`${tag.replace(/:[^:/]+$/, '')}@${outputs.digest}`) }]];
  });
  return new LastImages(new Map((await Promise.all(images)).flat()));
}
