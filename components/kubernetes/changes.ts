import type { Meaning, ResourceChange } from '../change';

/** The kind of the object of a resource, such as `Deployment`. */
export function kindOf({ type }: Pick<ResourceChange, 'type'>): string {
  return type.slice(type.lastIndexOf(':') + 1);
}

/** Whether the pods of a workload are replaced: it has another template of its pods. */
export function rolls({ operation, properties }: ResourceChange): boolean {
  return operation === 'replace' || properties.some(({ path }) => path.startsWith('spec.template'));
}

/** What nobody loses. */
export function means(text: string): Meaning {
  return { text, loses: false };
}

/**
 * What happens to the number of replicas of a workload.
 *
 * @param what - such as `replicas` or `verifiers`
 * @returns such as `5 verifiers instead of 3`; nothing when the number stays
 */
export function scaled({ properties }: ResourceChange, what: string): readonly Meaning[] {
  return properties
    .filter(({ path }) => path === 'spec.replicas')
    .map((change) => means(`${count(change.new)} ${what} instead of ${count(change.old)}`));
}

/** A number of replicas; without one it is 1. */
function count(value: unknown): string {
  return value === undefined ? '1' : JSON.stringify(value);
}

/**
 * What happens to data on a claim.
 *
 * @param changes - the changes of a system
 * @param data - such as `keys`
 * @returns nothing unless the claim or its namespace is deleted or replaced
 */
export function dataOf(changes: readonly ResourceChange[], data: string): readonly Meaning[] {
  const going = changes.filter(({ operation }) => operation === 'delete' || operation === 'replace');
  const holders = going.filter((change) => ['Namespace', 'PersistentVolumeClaim'].includes(kindOf(change)));
  if (holders.length === 0) return [];
  const lost = holders.find(({ retained }) => !retained);
  if (lost !== undefined)
    return [{ text: `THE ${data.toUpperCase()} ARE LOST: ${nameOf(lost)} is deleted`, loses: true }];
  return [means(`the ${data} stay in ${holders.map(nameOf).join(' and ')}, which the stack no longer has`)];
}

/** Names a resource by its kind, and its object in the cluster if it has one: `Service search/api-search`. */
export function nameOf(change: Pick<ResourceChange, 'type' | 'object' | 'name'>): string {
  return `${kindOf(change)} ${change.object ?? change.name}`;
}

/**
 * What happens to where a system is reached.
 *
 * @returns nothing when its Services stay as they are
 */
export function doorsOf(changes: readonly ResourceChange[]): readonly Meaning[] {
  return changes
    .filter(({ operation }) => operation !== 'create')
    .filter((change) => kindOf(change) === 'Service' && moves(change))
    .map((change) => means(`${nameOf(change)} is reached in another way: clients need its new address`));
}

/**
 * What happens to the network of a namespace that stays.
 *
 * @returns nothing when it is as closed as before, or comes or goes with its namespace
 */
export function networkOf(changes: readonly ResourceChange[]): readonly Meaning[] {
  if (changes.some((change) => kindOf(change) === 'Namespace' && change.operation !== 'update')) return [];
  return changes
    .filter((change) => kindOf(change) === 'NetworkPolicy' && change.name.endsWith('-default-deny'))
    .flatMap(({ operation }) => {
      if (operation === 'create')
        return [means('closes the network of its namespace: only the connections that it needs are allowed')];
      return operation === 'delete' ? [means('opens the network of its namespace to everybody')] : [];
    });
}

/** Whether a Service gets another address, port or type, or goes. */
function moves({ operation, properties }: ResourceChange): boolean {
  return operation !== 'update' || properties.some(({ path }) => path.startsWith('spec.'));
}
