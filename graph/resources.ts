import { systemOf } from '../status/workloads';
import type { ResourcePart } from './model';
import type { Naming } from './naming';
import {
  isSelected,
  type Claim,
  type DrawnObject,
  type Metadata,
  type ResourceKind,
  type Service,
  type StackObjects,
} from './objects';
import type { DrawnPod } from './pods';
import { claimState, missing, serviceState, type Said } from './states';
import { isHeadless } from './uses';

/** A part with the key of its system. */
export interface Placed<T> {
  /** See {@link systemKey}. */
  readonly system: string;
  readonly part: T;
}

/** What tells a system from all others: its namespace and its name. */
export function systemKey(metadata: Pick<Metadata, 'namespace' | 'labels'>): string {
  return `${metadata.namespace}/${systemOf({ metadata })}`;
}

/** What names a resource in the picture. */
export function resourceId(namespace: string, kind: ResourceKind, name: string, naming: Naming): string {
  return `${namespace}/${kind}/${shownName(kind, name, naming)}`;
}

/**
 * The services, the claims, and the Secrets and ConfigMaps that pods use. What a pod needs or the stack has deployed, and the
 * cluster does not have, is drawn as missing.
 *
 * @param pods - all pods, with their systems
 */
export function drawResources(
  { live, gone }: StackObjects,
  pods: readonly Placed<DrawnPod>[],
  naming: Naming,
): readonly Placed<ResourcePart>[] {
  const there = new Set(live.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`));
  const services = live.filter((object) => object.kind === 'Service');
  const claims = live.filter((object) => object.kind === 'PersistentVolumeClaim');
  const used = pods.flatMap(({ system, part: { pod, uses } }) =>
    uses.map((use) => ({ ...use, system, namespace: pod.metadata.namespace })),
  );
  const drawn = [
    ...services.map((service) => place(service, serviceState(service, behind(service, pods)), naming)),
    ...claims.map((claim) => place(claim, claimState(claim), naming)),
    ...used
      .map((use) => ({ ...use, found: there.has(`${use.kind} ${use.namespace}/${use.name}`) }))
      .filter(({ found, optional }) => found || !optional)
      .map(({ kind, name, namespace, system, found }): Placed<ResourcePart> => {
        const id = resourceId(namespace, kind, name, naming);
        const said: Said = found ? { state: 'ready', says: 'there' } : missing;
        return {
          system,
          part: { id, kind, name: shownName(kind, name, naming), title: titles[kind], ...said },
        };
      }),
    ...gone.filter(isResource).map((object) => place(object, missing, naming)),
  ];
  // The first one of each: several pods use the same, and what a pod misses may also be one that the stack has lost.
  const first = new Map(drawn.toReversed().map((placed) => [placed.part.id, placed]));
  return [...first.values()].sort((a, b) => (a.part.id < b.part.id ? -1 : 1));
}

/** How the kinds are called in the picture. */
const titles: Readonly<Record<ResourceKind, string>> = {
  Service: 'service',
  Secret: 'Secret',
  ConfigMap: 'ConfigMap',
  PersistentVolumeClaim: 'claim',
};

type Resource = Extract<DrawnObject, { readonly kind: ResourceKind }>;

function isResource(object: DrawnObject): object is Resource {
  return object.kind in titles;
}

function place(object: Service | Claim | Resource, said: Said, naming: Naming): Placed<ResourcePart> {
  const { kind, metadata } = object;
  const id = resourceId(metadata.namespace, kind, metadata.name, naming);
  const title = kind === 'Service' ? serviceTitle(object) : titles[kind];
  return {
    system: systemKey(metadata),
    part: { id, kind, name: shownName(kind, metadata.name, naming), title, ...said },
  };
}

function serviceTitle({ spec }: Service): string {
  return isHeadless(spec) ? 'headless service' : `${spec.type ?? 'ClusterIP'} service`;
}

/** The name of a service is how others find it: it is the same in each deployment. */
function shownName(kind: ResourceKind, name: string, naming: Naming): string {
  return kind === 'Service' ? name : naming.resource(name);
}

/** The pods that a service selects. */
function behind({ metadata, spec }: Service, pods: readonly Placed<DrawnPod>[]): readonly Said[] {
  return pods
    .map(({ part }) => part)
    .filter(({ pod }) => pod.metadata.namespace === metadata.namespace && isSelected(pod, spec.selector))
    .map(({ part }) => part);
}
