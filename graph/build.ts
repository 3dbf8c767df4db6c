import { edgesOf, edgesWithin } from './edges';
import {
  worst,
  type Edge,
  type GraphModel,
  type ResourcePart,
  type SystemPart,
  type WorkloadPart,
} from './model';
import type { Naming } from './naming';
import type { DrawnObject, StackObjects, Workload } from './objects';
import { drawPods, type DrawnPod } from './pods';
import { drawResources, resourceId, systemKey, type Placed } from './resources';
import { missing, workloadState } from './states';
import { handoversIn } from './uses';

/** A workload that is drawn, with its pods. */
interface DrawnWorkload extends Placed<WorkloadPart> {
  readonly workload: Workload;
  readonly pods: readonly DrawnPod[];
}

/**
 * Makes the picture of a stack out of its objects. It knows no system by name: what belongs together, and what flows, is told by
 * labels, owners, selectors and volumes.
 *
 * @param naming - how what differs from one deployment to the next is shown
 */
export function buildModel(objects: StackObjects, naming: Naming): GraphModel {
  const workloads = [
    ...objects.live.filter(isWorkload).map((workload) => drawWorkload(workload, objects, naming)),
    ...objects.gone.filter(isWorkload).map(drawMissing),
  ].sort((a, b) => (a.part.id < b.part.id ? -1 : 1));
  const pods = workloads.flatMap(({ system, pods }) => pods.map((part) => ({ system, part })));
  const resources = drawResources(objects, pods, naming);
  const drawn = new Set(resources.map(({ part }) => part.id));
  const keys = new Set([...workloads, ...resources].map(({ system }) => system));
  return {
    systems: [...keys].sort().map((key) => {
      const own = workloads.filter(({ system }) => system === key);
      const used = resources.filter(({ system }) => system === key);
      return systemPart(
        key,
        own,
        used.map(({ part }) => part),
      );
    }),
    edges: workloads.flatMap((workload) => edgesOfWorkload(workload, objects, drawn, naming)),
  };
}

function isWorkload(object: DrawnObject): object is Workload {
  return object.kind === 'Deployment' || object.kind === 'StatefulSet';
}

function idOf({ kind, metadata: { namespace, name } }: Workload): string {
  return `${namespace}/${kind}/${name}`;
}

function drawWorkload(workload: Workload, { live }: StackObjects, naming: Naming): DrawnWorkload {
  const { kind, metadata } = workload;
  const id = idOf(workload);
  const near = live.filter((object) => object.metadata.namespace === metadata.namespace);
  const pods = drawPods(
    workload,
    id,
    near.filter((object) => object.kind === 'Pod'),
    near.filter((object) => object.kind === 'Service'),
    naming,
  );
  const parts = pods.map(({ part }) => part);
  const part = { id, kind, name: metadata.name, ...workloadState(workload, parts), pods: parts };
  return { system: systemKey(metadata), part, workload, pods };
}

function drawMissing(workload: Workload): DrawnWorkload {
  const { kind, metadata } = workload;
  const part = { id: idOf(workload), kind, name: metadata.name, ...missing, pods: [] };
  return { system: systemKey(metadata), part, workload, pods: [] };
}

function edgesOfWorkload(
  { workload: { metadata }, part, pods }: DrawnWorkload,
  { live }: StackObjects,
  drawn: ReadonlySet<string>,
  naming: Naming,
): readonly Edge[] {
  const { namespace } = metadata;
  const contentOf = (claim: string): string | undefined =>
    live.find(
      (object) =>
        object.kind === 'PersistentVolumeClaim' &&
        object.metadata.namespace === namespace &&
        object.metadata.name === claim,
    )?.metadata.labels?.['app.kubernetes.io/component'];
  return [
    ...edgesOf(part.id, pods, ({ kind, name }) => {
      const id = resourceId(namespace, kind, name, naming);
      return drawn.has(id) ? id : undefined;
    }),
    ...pods.flatMap((one) => edgesWithin(one.part.id, handoversIn(one.pod.spec, contentOf))),
  ];
}

function systemPart(
  key: string,
  workloads: readonly DrawnWorkload[],
  resources: readonly ResourcePart[],
): SystemPart {
  const [namespace = '', name = ''] = key.split('/');
  const parts = workloads.map(({ part }) => part);
  const wanted = sum(workloads.map(({ workload }) => workload.spec.replicas ?? 1));
  const ready = sum(
    workloads.map(({ workload, part }) =>
      part.state === 'gone' ? 0 : (workload.status?.readyReplicas ?? 0),
    ),
  );
  return {
    id: key,
    namespace,
    name,
    state: worst([...parts, ...resources].map(({ state }) => state)),
    says: `${ready} of ${wanted} ready`,
    workloads: parts,
    resources,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
