import type { Flow } from './model';
import {
  isSelected,
  type Container,
  type Pod,
  type PodSpec,
  type ResourceKind,
  type Service,
  type Volume,
} from './objects';
import { isEnding } from './states';

/** Something outside of a pod that it uses, or that leads to it. */
export interface Use {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly flow: Flow;
  /** The containers of the pod that it is for. Empty: for all of them. */
  readonly containers: readonly string[];
  /** Whether the pod may write it. */
  readonly writes: boolean;
  /** Whether the pod starts without it. */
  readonly optional: boolean;
}

/** Something that a container leaves for another one of its pod. */
export interface Handover {
  readonly from: string;
  readonly to: string;
  readonly flow: Extract<Flow, 'data' | 'starts'>;
  /** What it is, such as `keys`. */
  readonly label: string;
}

interface Reference {
  readonly kind: 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim';
  readonly name: string | undefined;
  readonly optional?: boolean | undefined;
}

/** Where containers have files that nobody else needs. */
const scratchPath = '/tmp';

/** The Secrets, ConfigMaps and claims of a pod, and which of its containers use them. */
export function usesOf(spec: PodSpec): readonly Use[] {
  const containers = containersOf(spec);
  const users = new Map<
    string,
    { reference: Reference; names: Set<string>; writes: boolean; optional: boolean }
  >();
  const add = (reference: Reference, container: string, writes = false): void => {
    if (reference.name === undefined) return;
    const key = `${reference.kind} ${reference.name}`;
    const use = users.get(key) ?? { reference, names: new Set(), writes: false, optional: true };
    use.names.add(container);
    users.set(key, {
      ...use,
      writes: use.writes || writes,
      optional: use.optional && reference.optional === true,
    });
  };
  for (const container of containers) {
    for (const reference of inEnvironment(container)) add(reference, container.name);
    for (const { name, readOnly = false } of container.volumeMounts ?? []) {
      const volume = spec.volumes?.find((one) => one.name === name);
      const writes = !readOnly && volume?.persistentVolumeClaim?.readOnly !== true;
      for (const reference of inVolume(volume)) add(reference, container.name, writes);
    }
  }
  return [...users.values()].map(({ reference: { kind, name = '' }, names, writes, optional }) => ({
    kind,
    name,
    flow: kind === 'PersistentVolumeClaim' ? 'claim' : kind,
    containers: names.size === containers.length ? [] : [...names],
    writes: writes && kind === 'PersistentVolumeClaim',
    optional,
  }));
}

/**
 * The services that lead to a pod. One that only knows ready pods does not lead to another.
 *
 * @param services - the services of its namespace
 * @param ready - whether it is ready
 */
export function servicesOf(pod: Pod, services: readonly Service[], ready: boolean): readonly Use[] {
  return services
    .filter(({ spec }) => isSelected(pod, spec.selector) && (ready || spec.publishNotReadyAddresses === true))
    .map(({ kind, metadata, spec }) => ({
      kind,
      name: metadata.name,
      flow: isHeadless(spec) ? 'names' : 'traffic',
      containers: isHeadless(spec) ? [] : targetsOf(pod.spec, spec.ports),
      writes: false,
      optional: false,
    }));
}

/** Whether a service only gives names to pods, and has no address of its own. */
export function isHeadless({ clusterIP }: Service['spec']): boolean {
  return clusterIP === 'None';
}

/** The containers that listen on the ports of a service; empty when there is only one, or none tells its port. */
function targetsOf({ containers }: PodSpec, ports: Service['spec']['ports'] = []): readonly string[] {
  const targets = ports.map(({ port, targetPort = port }) => targetPort);
  const listening = containers.filter((container) =>
    container.ports?.some(
      ({ name, containerPort }) =>
        targets.includes(containerPort) || (name !== undefined && targets.includes(name)),
    ),
  );
  return listening.length === containers.length ? [] : listening.map(({ name }) => name);
}

/**
 * What the init containers of a pod leave for the containers after them: what both have in a volume. A container to which nothing
 * is left still waits for the init container before it.
 *
 * @param contentOf - what is in a claim, such as `keys`; undefined when nothing tells
 */
export function handoversIn(
  spec: PodSpec,
  contentOf: (claim: string) => string | undefined,
): readonly Handover[] {
  const all = containersOf(spec);
  const ending = all.filter((container) => isEnding(spec, container));
  const handovers: Handover[] = [];
  for (const [index, from] of ending.entries()) {
    for (const to of all.slice(all.indexOf(from) + 1)) {
      const shared = sharedVolumes(spec, from, to);
      const label = shared
        .map(({ name, persistentVolumeClaim: claim }) => (claim && contentOf(claim.claimName)) ?? name)
        .join(', ');
      if (label !== '') handovers.push({ from: from.name, to: to.name, flow: 'data', label });
    }
    const next = ending[index + 1];
    for (const to of next ? [next] : all.filter((container) => !ending.includes(container)))
      if (!handovers.some((one) => one.to === to.name && one.from === from.name))
        handovers.push({ from: from.name, to: to.name, flow: 'starts', label: 'starts' });
  }
  // Who is handed something by any init container waits for it anyway.
  const given = new Set(handovers.filter(({ flow }) => flow === 'data').map(({ to }) => to));
  return handovers.filter(({ flow, to }) => flow === 'data' || !given.has(to));
}

/** The volumes that a container writes, and another one has too, but for those of scratch files. */
function sharedVolumes({ volumes = [] }: PodSpec, from: Container, to: Container): readonly Volume[] {
  const written = (from.volumeMounts ?? []).filter(
    ({ mountPath, readOnly = false }) => !readOnly && mountPath !== scratchPath,
  );
  return volumes.filter(
    ({ name, emptyDir, persistentVolumeClaim }) =>
      (emptyDir ?? persistentVolumeClaim) !== undefined &&
      written.some((mount) => mount.name === name) &&
      to.volumeMounts?.some((mount) => mount.name === name),
  );
}

/** The containers of a pod, in the order in which they start. */
export function containersOf({ initContainers = [], containers }: PodSpec): readonly Container[] {
  return [...initContainers, ...containers];
}

function inEnvironment({ env = [], envFrom = [] }: Container): readonly Reference[] {
  return [
    ...env.flatMap(({ valueFrom: { secretKeyRef, configMapKeyRef } = {} }) =>
      referencesTo(secretKeyRef, configMapKeyRef),
    ),
    ...envFrom.flatMap(({ secretRef, configMapRef }) => referencesTo(secretRef, configMapRef)),
  ];
}

function inVolume({
  persistentVolumeClaim,
  secret,
  configMap,
  projected,
}: Partial<Volume> = {}): readonly Reference[] {
  return [
    ...(persistentVolumeClaim
      ? [{ kind: 'PersistentVolumeClaim', name: persistentVolumeClaim.claimName } as const]
      : []),
    ...referencesTo(secret && { name: secret.secretName, optional: secret.optional }, configMap),
    ...(projected?.sources ?? []).flatMap((source) => referencesTo(source.secret, source.configMap)),
  ];
}

type Optional = Pick<Reference, 'optional'> & { readonly name?: string | undefined };

function referencesTo(secret: Optional | undefined, configMap: Optional | undefined): readonly Reference[] {
  return [
    ...(secret ? [{ kind: 'Secret', name: secret.name, optional: secret.optional } as const] : []),
    ...(configMap
      ? [{ kind: 'ConfigMap', name: configMap.name, optional: configMap.optional } as const]
      : []),
  ];
}
