import { isDeepStrictEqual } from 'node:util';

import type { DeployedResource } from './deployed';

/** What names an object of Kubernetes. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined for an object of the whole cluster. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** What is compared of an object. */
interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly managedFields?: readonly ManagedFields[];
}

interface ManagedFields {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly fieldsV1?: object;
}

/** An object as the cluster has it. */
export interface LiveObject {
  readonly metadata: Metadata;
}

/** A resource of the stack with its object. */
export interface StackObject {
  readonly urn: string;
  readonly reference: ObjectReference;
}

/** How the cluster differs from the state of the stack. */
export interface Drift {
  /** The objects that the cluster no longer has. */
  readonly gone: readonly StackObject[];
  /** The objects that somebody else has changed, in a field that the program sets, or has made anew. */
  readonly altered: readonly StackObject[];
}

/**
 * Compares the objects in the state of a stack with the cluster. `pulumi up` compares only the settings with the state. A change
 * is found by who owns the fields: the API server takes a field from its owner when somebody else sets it to another value.
 *
 * @param resources - the resources in the state of the stack
 * @param find - reads an object from the cluster; resolves with undefined when there is none
 * @throws what `find` throws
 */
export async function driftOf(
  resources: readonly DeployedResource[],
  find: (reference: ObjectReference) => Promise<LiveObject | undefined>,
): Promise<Drift> {
  const gone: StackObject[] = [];
  const altered: StackObject[] = [];
  await Promise.all(
    resources.map(async ({ urn, outputs }) => {
      const reference = referenceOf(outputs);
      if (reference === undefined) return;
      const live = await find(reference);
      if (live === undefined) gone.push({ urn, reference });
      else if (isAltered(outputs, live.metadata)) altered.push({ urn, reference });
    }),
  );
  return { gone: inOrder(gone), altered: inOrder(altered) };
}

/** The objects of resources that are objects of Kubernetes. */
export function referencesOf(resources: readonly DeployedResource[]): ObjectReference[] {
  return resources.flatMap(({ outputs }) => referenceOf(outputs) ?? []);
}

/**
 * Names the objects in one line, a namespace for all that is in it.
 *
 * @returns such as `Service search/api-search, Namespace hotels and what was in it`
 */
export function objectNames(objects: readonly Pick<StackObject, 'reference'>[]): string {
  const references = objects.map(({ reference }) => reference);
  const namespaces = references.filter(({ kind }) => kind === 'Namespace').map(({ name }) => name);
  return references
    .filter(({ namespace }) => namespace === undefined || !namespaces.includes(namespace))
    .map(({ kind, namespace, name }) => {
      if (kind === 'Namespace' && references.some((one) => one.namespace === name))
        return `Namespace ${name} and what was in it`;
      return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
    })
    .join(', ');
}

/** A kind as `kubectl get` takes it: with its version and its group, which is empty for the kinds of the core. */
export function kubectlKind({ apiVersion, kind }: Pick<ObjectReference, 'apiVersion' | 'kind'>): string {
  const [version, group = ''] = apiVersion.split('/').reverse();
  return `${kind}.${version}.${group}`;
}

function referenceOf({
  apiVersion,
  kind,
  metadata,
}: DeployedResource['outputs']): ObjectReference | undefined {
  const { name, namespace } = (metadata ?? {}) as Metadata;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || name === undefined) return undefined;
  return { apiVersion, kind, namespace, name };
}

function isAltered(outputs: DeployedResource['outputs'], live: Metadata): boolean {
  const known = outputs.metadata as Metadata;
  if (known.uid !== live.uid) return true;
  const manager = outputs.__fieldManager;
  const [owned, owns] = [known, live].map(({ managedFields = [] }) =>
    managedFields
      .filter((one) => one.manager === manager && one.operation === 'Apply' && one.subresource === undefined)
      .map(({ fieldsV1 }) => fieldsV1),
  );
  return !isDeepStrictEqual(owned, owns);
}

function inOrder(objects: readonly StackObject[]): StackObject[] {
  const key = ({ reference: { namespace = '', kind, name } }: StackObject): string =>
    `${namespace} ${kind} ${name}`;
  return [...objects].sort((a, b) => key(a).localeCompare(key(b)));
}
