import { Failure } from '../local/host/failure';
import { containersOf, isEncrypted, phraseOf, podSpecOf, type Container } from './object';
import { compare } from './order';
import type { Deployment, KubernetesObject, ObjectResource } from './state';

/** How a value of a Secret is made: at random, as the program does it, or by the user. */
export type Source =
  | { readonly kind: 'bytes'; readonly length: number }
  | { readonly kind: 'password'; readonly length: number }
  | { readonly kind: 'asked'; readonly variable: string };

/** A value of a Secret. */
export interface SecretValue {
  /** Its key in the Secret. */
  readonly key: string;
  readonly source: Source;
  /** Who reads it, and as what, such as `Deployment tokens/creator, container keycreator, as $KEY_CURRENT`. */
  readonly readers: readonly string[];
}

/** A Secret that the stack has, without its values. */
export interface NeededSecret {
  readonly namespace: string;
  readonly name: string;
  /** Its name in the program. */
  readonly resource: string;
  readonly object: KubernetesObject;
  readonly values: readonly SecretValue[];
}

/** Who reads a key of a Secret. */
interface Reading {
  readonly key: string;
  readonly reader: string;
}

/**
 * The Secrets of a stack. What is in them is not read: their keys are those that the pods read.
 *
 * @throws Failure when the keys of one are not known
 */
export function secretsOf(deployment: Deployment): readonly NeededSecret[] {
  return deployment.objects
    .filter(({ object }) => object.kind === 'Secret')
    .map((one) => needed(one, deployment))
    .sort((a, b) => compare(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`));
}

function needed(secret: ObjectResource, deployment: Deployment): NeededSecret {
  const { object, name: resource } = secret;
  const { name, namespace = 'default' } = object.metadata;
  const readings = deployment.objects
    .filter((one) => (one.object.metadata.namespace ?? 'default') === namespace)
    .flatMap((one) => readingsOf(one.object, name));
  const keys = [...new Set([...keysIn(object), ...readings.map(({ key }) => key)])].sort(compare);
  if (keys.length === 0)
    throw new Failure(
      `The keys of ${phraseOf(object)} are not known: no pod reads it by a key. Read it by a variable or a file in a pod, or leave it out of the program.`,
    );
  const random = keys.length === 1 ? generatorOf(secret, deployment) : undefined;
  const values = keys.map((key): SecretValue => ({
    key,
    source: random ?? { kind: 'asked', variable: variableOf(resource, key) },
    readers: readings
      .filter((one) => one.key === key)
      .map(({ reader }) => reader)
      .sort(compare),
  }));
  return { namespace, name, resource, object, values };
}

/** The keys that are in the state in clear. Mostly there are none: Pulumi encrypts the map as a whole. */
function keysIn({ data, stringData }: KubernetesObject): string[] {
  return [data, stringData].flatMap((map) =>
    typeof map === 'object' && map !== null && !isEncrypted(map) ? Object.keys(map) : [],
  );
}

/** The variable by which the user gives a value, such as SEARCH_CATALOGUE_URL. */
function variableOf(resource: string, key: string): string {
  return `${resource}_${key}`.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}

/** How the program made the only value of a Secret; undefined when it did not. */
function generatorOf({ resource }: ObjectResource, { resources }: Deployment): Source | undefined {
  const { data, stringData } = resource.propertyDependencies ?? {};
  const generators = [...new Set([...(data ?? []), ...(stringData ?? [])])].flatMap((urn) => {
    const found = resources.get(urn);
    return found?.type.startsWith('random:') ? [found] : [];
  });
  const [only] = generators;
  if (generators.length !== 1 || only === undefined) return undefined;
  const { length, special } = only.inputs ?? {};
  if (typeof length !== 'number') return undefined;
  // Those of which the program keeps the base64, and those of letters and digits only.
  if (only.type === 'random:index/randomBytes:RandomBytes') return { kind: 'bytes', length };
  if (only.type === 'random:index/randomPassword:RandomPassword' && special === false)
    return { kind: 'password', length };
  return undefined;
}

/** What the pods of an object read of a Secret: by variables, and by files below a mounted volume. */
function readingsOf(object: KubernetesObject, secret: string): Reading[] {
  const pods = podSpecOf(object);
  if (pods === undefined) return [];
  const volumes = (pods.volumes ?? []).filter((volume) => volume.secret?.secretName === secret);
  return containersOf(pods).flatMap((container) => {
    const read = (key: string, as: string): Reading => ({
      key,
      reader: `${phraseOf(object)}, container ${container.name}, as ${as}`,
    });
    const variables = (container.env ?? []).flatMap(({ name, valueFrom }) =>
      valueFrom?.secretKeyRef?.name === secret ? [read(valueFrom.secretKeyRef.key, `$${name}`)] : [],
    );
    const files = (container.volumeMounts ?? []).flatMap(({ name, mountPath }) => {
      const volume = volumes.find((one) => one.name === name);
      if (volume === undefined) return [];
      const items = volume.secret?.items?.map(({ key }) => key);
      const keys = items ?? filesBelow(mountPath, container);
      return keys.map((key) => read(key, `the file ${mountPath}/${key}`));
    });
    return [...variables, ...files];
  });
}

/** The files in a folder that a container is told of. */
function filesBelow(folder: string, { env = [], command = [], args = [] }: Container): string[] {
  const told = [...env.map(({ value = '' }) => value), ...command, ...args];
  const names = told
    .filter((text) => text.startsWith(`${folder}/`))
    .map((text) => text.slice(folder.length + 1))
    .filter((name) => /^[-._A-Za-z0-9]+$/.test(name));
  return [...new Set(names)];
}
