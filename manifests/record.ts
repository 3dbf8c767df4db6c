import { compare } from './order';
import { isEncrypted } from './object';
import type { Deployment, ObjectResource } from './state';

/** The file of the folder that says who made it, and what. */
export const RECORD = 'stack.json';

/** Where a server is reached from outside the cluster. */
export interface Door {
  readonly namespace: string;
  readonly service: string;
  /** The host name or address of the nodes; undefined for a service with an address of its own. */
  readonly host?: string;
}

/** What is written of a stack beside its objects. */
export interface StackRecord {
  /** The version of this form. */
  readonly version: 1;
  readonly stack: string;
  /** The files of the folder, without this one. */
  readonly files: readonly string[];
  /** The outputs of the stack, without the URLs, which the cluster picks anew, and without secrets. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Where the servers are reached, by the names that they have in the stack's URLs. */
  readonly doors: Readonly<Record<string, Door>>;
}

/** The record of a stack, but for the files. */
export function recordOf({ stack, outputs, objects }: Deployment): Omit<StackRecord, 'files'> {
  const { urls = {} } = outputs;
  // Which program deployed it says nothing of what kubectl applies.
  const systems = Object.entries(outputs).filter(([name]) => !['urls', 'deployed'].includes(name));
  const services = objects.filter(({ object }) => object.kind === 'Service');
  const doors = Object.entries(urls as Record<string, unknown>)
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([server, url]) => {
      const door = typeof url === 'string' ? doorOf(url, services) : undefined;
      return door === undefined ? [] : [[server, door] as const];
    });
  return {
    version: 1,
    stack,
    outputs: withoutSecrets(Object.fromEntries(systems)) as StackRecord['outputs'],
    doors: Object.fromEntries(doors),
  };
}

interface ServiceFields {
  readonly spec?: {
    readonly type?: string;
    readonly ports?: readonly { readonly port: number; readonly nodePort?: number }[];
  };
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  };
}

function doorOf(url: string, services: readonly ObjectResource[]): Door | undefined {
  const { hostname, port } = new URL(url);
  const number = Number(port === '' ? 80 : port);
  for (const { object, returned } of services) {
    const { name: service, namespace = 'default' } = object.metadata;
    const { spec: { type, ports = [] } = {}, status } = returned as ServiceFields;
    const ingress = status?.loadBalancer?.ingress ?? [];
    const isOwn = ingress.some((one) => one.ip === hostname || one.hostname === hostname);
    if (type === 'LoadBalancer' && isOwn && ports.some((one) => one.port === number))
      return { namespace, service };
    if (type === 'NodePort' && ports.some(({ nodePort }) => nodePort === number))
      return { namespace, service, host: hostname };
  }
  return undefined;
}

function withoutSecrets(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.filter((one) => !isEncrypted(one)).map(withoutSecrets);
  const kept = Object.entries(value).filter(([, inner]) => !isEncrypted(inner));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutSecrets(inner)]));
}
