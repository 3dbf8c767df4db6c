import { randomBytes } from 'node:crypto';

import * as pulumi from '@pulumi/pulumi';
import type { MockResourceArgs, MockResourceResult } from '@pulumi/pulumi/runtime';

/** A resource that a program has registered, as the engine sees it. */
export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  /** The inputs as plain values of any type; tests assert the expected ones. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly inputs: any;
  /** The reference of its explicit provider; empty without one. */
  readonly provider: string;
}

/** What the engine is told of a resource besides its inputs. */
export interface RecordedOptions {
  readonly retainOnDelete: boolean;
  /** The names of the resources that the value of an input comes from, by the name of the input. */
  readonly from: Readonly<Record<string, readonly string[]>>;
}

/** The mocked digest of every built image. */
export const builtDigest = `sha256:${'d'.repeat(64)}`;

/** The mocked digest of every image tag in a registry. */
export const registryDigest = `sha256:${'e'.repeat(64)}`;

/** The mocked address of every LoadBalancer Service. */
export const pickedAddress = '127.10.0.7';

/** The mocked node port of every Service that does not name one. */
export const pickedNodePort = 31234;

/** The part of the mocked engine that is used here, as in Pulumi's protocol. */
interface Monitor {
  registerResource: (request: Request, answer: unknown) => unknown;
}

interface Request {
  getType(): string;
  getName(): string;
  getRetainondelete(): boolean;
  getPropertydependenciesMap(): Map<string, { getUrnsList(): string[] }>;
}

/** Records the registered resources and the called functions of providers, in order, with the mocks of Pulumi. */
export class Recording {
  readonly resources: RecordedResource[] = [];
  /** The called functions of providers, each with its explicit provider. */
  readonly calls: { readonly token: string; readonly inputs: unknown; readonly provider: string }[] = [];
  /** What the state of the stack has of the deployments before, by URN; empty as in a new stack. */
  last: Readonly<Record<string, { readonly type: string; readonly outputs: object }>> = {};
  private readonly outputs = new Map<string, Readonly<Record<string, unknown>>>();
  private readonly told = new Map<string, RecordedOptions>();
  private readonly options = new Map<string, pulumi.ResourceOptions>();

  /** An option for the component under test: with it, the options of its children are recorded too. */
  readonly watch: pulumi.ComponentResourceOptions = {
    transformations: [
      ({ name, type, opts }) => {
        this.options.set(`${type} ${name}`, opts);
        return undefined;
      },
    ],
  };

  /** The only resource of a type, or of a type and name; throws when there is not exactly one. */
  one(type: string, name?: string): RecordedResource {
    const found = this.all(type).filter((resource) => name === undefined || resource.name === name);
    if (found.length !== 1) throw new Error(`found ${found.length} resources ${type} ${name ?? ''}`);
    return found[0]!;
  }

  /** All resources of a type. */
  all(type: string): RecordedResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The options of a resource that was recorded through {@link watch}. */
  optionsOf({ type, name }: RecordedResource): pulumi.CustomResourceOptions {
    return this.options.get(`${type} ${name}`) ?? {};
  }

  /** The mocked outputs of a resource that are no inputs. */
  outputsOf({ type, name }: RecordedResource): Readonly<Record<string, unknown>> {
    return this.outputs.get(`${type} ${name}`) ?? {};
  }

  /** What the engine was told of a resource. */
  toldOf({ type, name }: Pick<RecordedResource, 'type' | 'name'>): RecordedOptions {
    return this.told.get(`${type} ${name}`) ?? { retainOnDelete: false, from: {} };
  }

  /** Records the requests to the engine: the mocks see the inputs only. */
  private recordRequests(): void {
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, answer) => {
      const from: Record<string, readonly string[]> = {};
      request.getPropertydependenciesMap().forEach((list, input) => {
        from[input] = list.getUrnsList().map((urn) => urn.split('::').at(-1)!);
      });
      const retainOnDelete = request.getRetainondelete();
      this.told.set(`${request.getType()} ${request.getName()}`, { retainOnDelete, from });
      return register(request, answer);
    };
  }

  private newResource(args: MockResourceArgs): MockResourceResult {
    const { type, name, provider = '' } = args;
    const inputs = args.inputs as Record<string, unknown>;
    const outputs = assigned(type, name, inputs);
    this.resources.push({ type, name, inputs, provider });
    this.outputs.set(`${type} ${name}`, outputs);
    return { id: `${name}-id`, state: { ...inputs, ...outputs } };
  }

  /**
   * Installs the mocks: from now on, no resource reaches an engine.
   *
   * @param preview - whether the program believes that it runs in a preview; default: in an update
   * @param stack - the name of the stack
   */
  async start(preview = false, stack = 'test'): Promise<this> {
    await pulumi.runtime.setMocks(
      {
        newResource: (args) => this.newResource(args),
        call: ({ token, inputs, provider = '' }) => {
          if (token === 'pulumi:pulumi:readStackResourceOutputs') return { outputs: this.last };
          this.calls.push({ token, inputs, provider });
          return { ...(inputs as object), ...answered(token, inputs as object) };
        },
      },
      'shared-keys',
      stack,
      preview,
      'organization',
    );
    this.recordRequests();
    return this;
  }
}

/** The published images that components may look up. */
const published: ReadonlySet<unknown> = new Set([
  'quay.io/k8sexercices/fileserver:v1.0',
  'ghcr.io/go-elevate/k8s4arch-hotels-backend:slim',
  'ghcr.io/go-elevate/k8s4arch-hotels-frontend:slim',
  'docker.io/jonhyble/romo_valadez_kubernetes:1.0',
]);

/** The mocked result of a function. Throws for any other image or function: no component should use it. */
function answered(token: string, { name }: { readonly name?: unknown }): Record<string, unknown> {
  if (token !== 'docker:index/getRegistryImage:getRegistryImage')
    throw refusal(`the function ${token} is not mocked`);
  if (!published.has(name)) throw refusal(`no registry has the image ${String(name)}`);
  return { sha256Digest: registryDigest };
}

/** An error like those of gRPC: from a failed call, the runtime passes on only `details`. */
function refusal(details: string): Error {
  return Object.assign(new Error(details), { details });
}

/** The mocked outputs that a cluster or an image builder would set. */
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

/** Unwraps a secret as it is sent to the engine; throws when the value is not a secret. */
export function revealed(value: unknown): unknown {
  const { value: plain, ...signature } = value as { value: unknown } & Record<string, unknown>;
  if (Object.keys(signature).length !== 1) throw new Error('this is not a secret');
  return plain;
}

/**
 * Resolves with the plain value of an output; rejects with the error of the program.
 *
 * Uses `promise`, which is internal to Pulumi: with the public `apply`, a test of a failing call would only end at its
 * timeout.
 */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise: () => Promise<T> }).promise();
}
