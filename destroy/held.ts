import type { Kubectl, KubernetesObject } from './kubectl';

/** How long an object may take to go before it counts as held, in milliseconds. A pod has 30 s by default. */
const PATIENCE_MS = 20_000;

/**
 * Finds what was deleted some time ago, but is still there.
 *
 * @param namespaces - where to look; those that do not exist are left out
 * @param now - the time, in milliseconds since 1970
 * @returns a line for each object: what holds it, and who is to let it go
 */
export async function heldIn(
  kubectl: Kubectl,
  namespaces: readonly string[],
  now: number,
): Promise<string[]> {
  const own = await kubectl.list<KubernetesObject>(['namespaces', '--show-managed-fields']);
  const there = own.filter(({ metadata }) => namespaces.includes(metadata.name));
  if (there.length === 0) return [];
  const kinds = (await kubectl.kinds()).join(',');
  const inside = await Promise.all(
    there.map(({ metadata: { name } }) =>
      kubectl.list<KubernetesObject>([
        kinds,
        `--namespace=${name}`,
        '--show-managed-fields',
        '--ignore-not-found',
      ]),
    ),
  );
  const held = (objects: readonly KubernetesObject[]): KubernetesObject[] =>
    objects.filter(({ metadata: { deletionTimestamp } }) => isLong(deletionTimestamp, now));
  const [within, stopping] = [held(inside.flat()), held(there)];
  if (within.length > 0) return within.map(heldLine);
  // A namespace waits for all that is in it, which a busy cluster deletes late: what it waits for is named before itself.
  const names = stopping.map(({ metadata }) => metadata.name);
  const waitedFor = inside
    .flat()
    .filter(({ metadata: { namespace, deletionTimestamp, finalizers = [] } }) => {
      return deletionTimestamp !== undefined && finalizers.length > 0 && names.includes(namespace ?? '');
    });
  return (waitedFor.length > 0 ? waitedFor : stopping).map(heldLine);
}

function isLong(deletionTimestamp: string | undefined, now: number): boolean {
  return deletionTimestamp !== undefined && now - Date.parse(deletionTimestamp) >= PATIENCE_MS;
}

/** What holds an object, in a line. */
export function heldLine({ kind, metadata }: KubernetesObject): string {
  const { name, namespace, finalizers = [], ownerReferences = [] } = metadata;
  const what = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  const owners = ownerReferences.map((owner) => `${owner.kind} ${owner.name}`).join(', ');
  const of = owners === '' ? '' : `, which belongs to ${owners},`;
  if (finalizers.length === 0) return `${what}${of} has no finalizer and is still stopping`;
  const holders = finalizers.map((finalizer) => {
    const by = managerOf(metadata, finalizer);
    return `${finalizer}${by === undefined ? '' : `, set by ${by}`}`;
  });
  return `${what}${of} is held by the finalizer ${holders.join(' and ')}`;
}

/** Who set a finalizer, from the owners of the object's fields. */
function managerOf(
  { managedFields = [] }: KubernetesObject['metadata'],
  finalizer: string,
): string | undefined {
  return managedFields.find(({ fieldsV1 }) => {
    const { 'f:metadata': fields } = (fieldsV1 ?? {}) as { 'f:metadata'?: { 'f:finalizers'?: object } };
    return Object.hasOwn(fields?.['f:finalizers'] ?? {}, `v:${JSON.stringify(finalizer)}`);
  })?.manager;
}
