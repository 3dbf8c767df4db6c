import { Failure } from '../local/host/failure';
import { signature } from '../local/host/pulumi-values';
import type { KubernetesObject } from './state';

/** The label that says by what an object is managed. */
const MANAGED_BY = 'app.kubernetes.io/managed-by';
const DIGEST = /@sha256:[0-9a-f]{64}$/;

/** A part of a pod's specification that is read here. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
  }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

/** The specification of a pod, as far as it is read here. */
export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly {
    readonly name: string;
    readonly secret?: {
      readonly secretName: string;
      readonly items?: readonly { readonly key: string }[];
    };
  }[];
}

/** An object in one phrase, such as `Deployment tokens/creator`. */
export function phraseOf({ kind, metadata: { name, namespace } }: KubernetesObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** The specification of the pods that an object makes, or is; undefined for an object without pods. */
export function podSpecOf(object: KubernetesObject): PodSpec | undefined {
  interface Template {
    readonly template?: { readonly spec?: PodSpec };
    readonly jobTemplate?: { readonly spec?: Template };
  }
  if (object.kind === 'Pod') return object.spec as PodSpec;
  const spec = object.spec as Template | undefined;
  return spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec;
}

/** The containers of pods, those that run first first. */
export function containersOf({ initContainers = [], containers = [] }: PodSpec): readonly Container[] {
  return [...initContainers, ...containers];
}

/**
 * An object as kubectl applies it: without what only Pulumi and this program understand.
 *
 * @param object - as the program made it
 * @throws Failure when a value is secret, or an image has no digest
 */
export function manifestOf(object: KubernetesObject): KubernetesObject {
  const secret = secretIn(object, []);
  if (secret !== undefined)
    throw new Failure(
      `${secret.join('.')} of ${phraseOf(object)} is secret, and has no place in a file: put it into a Secret, or set its setting without --secret, deploy, and run the same command again.`,
    );
  for (const { name, image = '' } of containersOf(podSpecOf(object) ?? {}))
    if (!DIGEST.test(image))
      throw new Failure(
        `The image ${image} of ${name} in ${phraseOf(object)} has no digest: name it as NAME@sha256:DIGEST, deploy, and run the same command again.`,
      );
  return plainOf(object);
}

/**
 * An object without what only Pulumi and this program understand. Its values are left as they are.
 *
 * @param object - as the program made it
 */
export function plainOf(object: KubernetesObject): KubernetesObject {
  const { apiVersion, kind, metadata, ...rest } = object;
  const { annotations = {}, ...named } = metadata;
  // Without our own too: by the mark, the stack would take the object for its own.
  const others = Object.entries(annotations).filter(
    ([key]) => !key.startsWith('pulumi.com/') && !key.startsWith('shared-keys/'),
  );
  const kept = others.length === 0 ? {} : { annotations: Object.fromEntries(others) };
  // In the order in which people write it.
  return cleaned({ apiVersion, kind, metadata: { ...named, ...kept }, ...rest }) as KubernetesObject;
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith('__'))
      .map(([key, inner]) => [key, key === MANAGED_BY && inner === 'pulumi' ? 'kubectl' : cleaned(inner)]),
  );
}

/** Whether a value is one that Pulumi has encrypted, or has no form in JSON. */
export function isEncrypted(value: unknown): boolean {
  return typeof value === 'object' && value !== null && signature in value;
}

/** The path of the first encrypted value in a value. */
function secretIn(value: unknown, path: readonly string[]): readonly string[] | undefined {
  if (isEncrypted(value)) return path;
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = secretIn(inner, [...path, key]);
    if (found) return found;
  }
  return undefined;
}
