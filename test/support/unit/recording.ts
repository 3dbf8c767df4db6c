import { randomBytes } from 'node:crypto';

import * as pulumi from '@pulumi/pulumi';
import type { MockResourceArgs, MockResourceResult } from '@pulumi/pulumi/runtime';

/** A resource that a program asked for: what the engine would see, and the options it was made with. */
export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  /** The inputs as plain values, whatever their shape; tests say which they expect. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly inputs: any;
  /** The name of the explicit provider, if there is one. */
  readonly provider: string;
}

/** The digest that every image gets when it is built without an engine. */
export const builtDigest = `sha256:${'d'.repeat(64)}`;

/** The digest that every tag of a registry stands for. */
export const registryDigest = `sha256:${'e'.repeat(64)}`;

/** The address that every LoadBalancer service gets. */
export const pickedAddress = '127.10.0.7';

/** The port that every NodePort service gets unless it asks for one. */
export const pickedNodePort = 31234;

/** Everything that was made while it recorded, in the order in which the engine would have seen it. */
export class Recording {
  readonly resources: RecordedResource[] = [];
  /** The functions of providers that were called, and the explicit provider of each. */
  readonly calls: { readonly token: string; readonly inputs: unknown; readonly provider: string }[] = [];
  private readonly options = new Map<string, pulumi.ResourceOptions>();

  /** An option for the component under test, by which the options of its children are recorded too. */
  readonly watch: pulumi.ComponentResourceOptions = {
    transformations: [
      ({ name, type, opts }) => {
        this.options.set(`${type} ${name}`, opts);
        return undefined;
      },
    ],
  };

  /** The one resource of a type, or of a type and name. */
  one(type: string, name?: string): RecordedResource {
    const found = this.all(type).filter((resource) => name === undefined || resource.name === name);
    if (found.length !== 1) throw new Error(`${found.length} resources are ${type} ${name ?? ''}`);
    return found[0]!;
  }

  /** Every resource of a type. */
  all(type: string): RecordedResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The options that a watched resource was made with. */
  optionsOf({ type, name }: RecordedResource): pulumi.CustomResourceOptions {
    return this.options.get(`${type} ${name}`) ?? {};
  }

  private newResource(args: MockResourceArgs): MockResourceResult {
    const { type, name, provider = '' } = args;
    const inputs = args.inputs as Record<string, unknown>;
    this.resources.push({ type, name, inputs, provider });
    return { id: `${name}-id`, state: { ...inputs, ...assigned(type, name, inputs) } };
  }

  /** Starts to record: from here on nothing that is made reaches an engine. */
  async start(): Promise<this> {
    await pulumi.runtime.setMocks(
      {
        newResource: (args) => this.newResource(args),
        call: ({ token, inputs, provider = '' }) => {
          this.calls.push({ token, inputs, provider });
          return { ...(inputs as object), ...answered(token, inputs as object) };
        },
      },
      'shared-keys',
      'test',
    );
    return this;
  }
}

/** The images that the documents name, which a registry has. */
const published: ReadonlySet<unknown> = new Set([
  'quay.io/k8sexercices/fileserver:v1.0',
  'ghcr.io/go-elevate/k8s4arch-hotels-backend:slim',
  'ghcr.io/go-elevate/k8s4arch-hotels-frontend:slim',
  'docker.io/jonhyble/romo_valadez_kubernetes:1.0',
]);

/** What a registry would have answered. Fails for an image that no component should ask for, and for any other call. */
function answered(token: string, { name }: { readonly name?: unknown }): Record<string, unknown> {
  if (token !== 'docker:index/getRegistryImage:getRegistryImage') throw refusal(`nothing answers ${token}`);
  if (!published.has(name)) throw refusal(`no registry has the image ${String(name)}`);
  return { sha256Digest: registryDigest };
}

/** An error as gRPC has it: of a failed call the runtime passes on `details` alone. */
function refusal(details: string): Error {
  return Object.assign(new Error(details), { details });
}

/** What a cluster or a builder would have filled in. */
function assigned(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  if (type === 'docker-build:index:Image') return { digest: builtDigest };
  if (type === 'random:index/randomBytes:RandomBytes') return { base64: randomBytes(32).toString('base64') };
  if (type === 'random:index/randomPassword:RandomPassword')
    return { result: randomBytes(16).toString('hex') };
  if (type === 'kubernetes:core/v1:Secret' || type === 'kubernetes:core/v1:ConfigMap') {
    const { metadata } = inputs as { metadata: { name?: string } };
    return { metadata: { name: `${name}-picked`, ...metadata } };
  }
  if (type !== 'kubernetes:core/v1:Service') return {};
  const { spec } = inputs as { spec: { type?: string; ports: { nodePort?: number }[] } };
  return {
    spec: { ...spec, ports: spec.ports.map((port) => ({ nodePort: pickedNodePort, ...port })) },
    ...(spec.type === 'LoadBalancer'
      ? { status: { loadBalancer: { ingress: [{ ip: pickedAddress }] } } }
      : {}),
  };
}

/** What a secret is wrapped in on its way to the engine; fails when a value is no secret. */
export function revealed(value: unknown): unknown {
  const { value: plain, ...signature } = value as { value: unknown } & Record<string, unknown>;
  if (Object.keys(signature).length !== 1) throw new Error('this is not a secret');
  return plain;
}

/**
 * The plain value of an output, once it is known; rejects with what made the program fail.
 *
 * `promise` is internal to Pulumi. With the public `apply` a test would wait for the value of a failed call until its timeout.
 */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise: () => Promise<T> }).promise();
}
