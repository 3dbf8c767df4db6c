import { deploymentOf } from '../../../manifests/state';
import type { Deployment } from '../../../manifests/state';
import { secretSignature, signature } from '../../../local/host/pulumi-values';

/** A value as Pulumi encrypts it in a state. */
export const encrypted = { [signature]: secretSignature, ciphertext: 'v1:nonce:ciphertext-of-a-secret' };

/** An image with a digest. */
export const image = `registry.example/shared-keys/creator@sha256:${'a'.repeat(64)}`;

const urn = (type: string, name: string) => `urn:pulumi:dev::shared-keys::${type}::${name}`;
const root = urn('pulumi:pulumi:Stack', 'shared-keys-dev');

/** The component of a system, in a state. */
export const component = (name: string, parent = root) => ({
  urn: urn('shared-keys:index:System', name),
  type: 'shared-keys:index:System',
  parent,
});

/** The root of a state, with the outputs of the stack. */
export const stackResource = (outputs: object = {}) => ({ urn: root, type: 'pulumi:pulumi:Stack', outputs });

/** An object of Kubernetes in a state, of the component `tokens` unless told otherwise. */
export function object(inputs: object, more: object = {}) {
  const { apiVersion, kind, metadata } = inputs as {
    apiVersion: string;
    kind: string;
    metadata: { name: string };
  };
  const type = `kubernetes:${apiVersion}:${kind}`;
  const own = { parent: component('tokens').urn, inputs, outputs: inputs };
  return { urn: urn(type, `${metadata.name}-resource`), type, ...own, ...more };
}

/** The metadata that the program gives an object. */
export const metadata = (name: string) => ({
  name,
  namespace: 'tokens',
  annotations: { 'pulumi.com/patchForce': 'true', 'shared-keys/stack': 'organization/shared-keys/dev' },
  labels: { 'app.kubernetes.io/name': 'tokens', 'app.kubernetes.io/managed-by': 'pulumi' },
});

/** A Deployment with one container, whose fields can be changed. */
export const workload = (container: object = {}, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: metadata('creator'),
  spec: { template: { spec: { containers: [{ name: 'creator', image, ...container }], ...spec } } },
});

/** A Secret as the program asked for it; by default Pulumi has encrypted all that is in it. */
export const secret = (name: string, content: object = { data: encrypted }) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: metadata(name),
  immutable: true,
  type: 'Opaque',
  ...content,
});

/** The resource that generates a random value. */
export const generator = (
  type: 'randomBytes:RandomBytes' | 'randomPassword:RandomPassword',
  inputs: object,
) => ({
  urn: urn(`random:index/${type}`, 'made'),
  type: `random:index/${type}`,
  inputs,
});

/** A container that reads a key of a Secret by a variable. */
export const reading = (name: string, key = 'key') => ({
  env: [{ name: 'KEY_CURRENT', valueFrom: { secretKeyRef: { name, key } } }],
});

/** The namespace of the tokens. */
export const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { ...metadata('tokens'), namespace: undefined },
};

/** A state as `pulumi stack export` prints it. */
export const exported = (...resources: object[]): object => ({
  version: 3,
  deployment: { resources: [stackResource(), component('tokens'), ...resources] },
});

/** What is deployed, as it is read from such a state. */
export function deployed(...resources: object[]): Deployment {
  return deploymentOf('dev', JSON.parse(JSON.stringify(exported(...resources))));
}

/** The tokens: a namespace, a Deployment, and the Secret of its random key. */
export function tokens(): object[] {
  const key = generator('randomBytes:RandomBytes', { length: 32 });
  return [
    object(workload(reading('tokens-key-1-b38d440e'))),
    object(secret('tokens-key-1-b38d440e'), { propertyDependencies: { data: [key.urn], metadata: null } }),
    key,
    object(namespace),
  ];
}
