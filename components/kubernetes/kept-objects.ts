import * as pulumi from '@pulumi/pulumi';

import { refusal } from '../../settings/refusal';
import type { AllSettings, Before } from '../preflight/check';
import { Unreachable, type ClusterObject } from '../preflight/cluster';
import type { LastDeployment } from '../preflight/deployed';
import { namespacesOf } from '../preflight/namespaces';

/** The types of our objects whose names are picked when they are made, with their names in the API. */
const picked = { 'kubernetes:core/v1:Secret': 'secrets', 'kubernetes:core/v1:ConfigMap': 'configmaps' };

/** A type of objects whose names are picked. */
export type PickedType = keyof typeof picked;

/** An object in the cluster with a picked name, which the state may have lost. */
export interface KeptObject {
  readonly type: PickedType;
  readonly metadata: ClusterObject['metadata'] & { readonly creationTimestamp: string };
  /** Its content; that of a Secret is in base64. */
  readonly data?: Readonly<Record<string, string>>;
}

/** The objects with picked names in the namespaces of the stack. Without them, a lost state would mean new keys. */
export class KeptObjects {
  /**
   * @param objects - the objects in the namespaces of the stack
   * @param last - the state of the stack
   */
  constructor(
    private readonly objects: readonly KeptObject[],
    private readonly last: Pick<LastDeployment, 'resources'>,
  ) {}

  /**
   * The object of a resource that the state does not have.
   *
   * @param type - the type of the resource
   * @param resource - its name in the program, which begins the name of the object
   */
  lost(type: string, resource: string): KeptObject | undefined {
    return this.inState(type, resource) ? undefined : this.find(type, resource);
  }

  /**
   * A generated value, when its Secret is there and the state does not have what generated it: it was lost, now or before. Such
   * a value cannot be imported: Pulumi keeps what it imports by in clear.
   *
   * @param generator - the type of the resource that generates it
   * @param resource - the name of that resource in the program
   * @param secret - the name of the Secret in the program
   * @param entry - the key of the value in the Secret
   */
  generated(
    generator: string,
    resource: string,
    secret: string,
    entry: string,
  ): pulumi.Output<string> | undefined {
    if (this.inState(generator, resource)) return undefined;
    const value = this.find('kubernetes:core/v1:Secret', secret)?.data?.[entry];
    return value === undefined ? undefined : pulumi.secret(Buffer.from(value, 'base64').toString());
  }

  private inState(type: string, resource: string): boolean {
    return this.last.resources.some((known) => known.type === type && known.name === resource);
  }

  /** The newest one: an older one may be left of a deployment that was killed. */
  private find(type: string, resource: string): KeptObject | undefined {
    const isIts = ({ name }: { readonly name: string }): boolean =>
      name.startsWith(`${resource}-`) && /^[0-9a-f]{8}$/.test(name.slice(resource.length + 1));
    return this.objects
      .filter((object) => object.type === type && isIts(object.metadata))
      .sort((a, b) => b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp))[0];
  }
}

/**
 * Reads the objects with picked names. The checks have found that the namespaces are the stack's own.
 *
 * @param settings - the checked settings of the stack
 * @param before - what was there before this run
 * @throws pulumi.RunError when the cluster does not tell, except in a preview
 */
export async function keptObjects(settings: AllSettings, { cluster, last }: Before): Promise<KeptObjects> {
  const ours = 'labelSelector=app.kubernetes.io%2Fpart-of%3Dshared-keys';
  const lists = namespacesOf(settings).flatMap(({ namespace }) =>
    (Object.entries(picked) as [PickedType, string][]).map(async ([type, plural]) => {
      const list = await cluster.get<{ readonly items: readonly Omit<KeptObject, 'type'>[] }>(
        `/api/v1/namespaces/${namespace}/${plural}?${ours}`,
      );
      return (list?.items ?? []).map((object) => ({ ...object, type }));
    }),
  );
  try {
    return new KeptObjects((await Promise.all(lists)).flat(), last);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    // The checks have warned of it.
    if (pulumi.runtime.isDryRun()) return new KeptObjects([], last);
    throw refusal(error.message);
  }
}
