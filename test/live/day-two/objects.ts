import { beside } from '../../support/live/beside';
import { eventually } from '../../support/live/conditions';
import type { Chance } from './chance';

/** An object in the namespace of a stack. */
export interface StackObject {
  readonly kind: string;
  readonly name: string;
}

const workloads = ['Deployment', 'StatefulSet'];

/** A change of a field that the program sets, for each kind of which there is one that the API server accepts. */
const edits: Readonly<Record<string, object>> = {
  Deployment: { op: 'replace', path: '/spec/template/spec/terminationGracePeriodSeconds', value: 7 },
  StatefulSet: { op: 'replace', path: '/spec/template/spec/terminationGracePeriodSeconds', value: 7 },
  Service: { op: 'replace', path: '/spec/ports/0/targetPort', value: 1 },
  PodDisruptionBudget: { op: 'replace', path: '/spec/selector/matchLabels', value: { nobody: 'has-this' } },
  NetworkPolicy: { op: 'replace', path: '/spec/podSelector', value: { matchLabels: { nobody: 'has-this' } } },
};

/** The objects that a stack has in its namespace, without the pods and without the data, in a fixed order. */
export async function objectsIn(namespace: string): Promise<readonly StackObject[]> {
  const kinds = 'deployments,statefulsets,services,poddisruptionbudgets,networkpolicies,configmaps,secrets';
  const printed = await beside.cluster.kubectl([
    'get',
    kinds,
    `--namespace=${namespace}`,
    '--selector=app.kubernetes.io/part-of=shared-keys',
    '--output=jsonpath={range .items[*]}{.kind} {.metadata.name}{"\\n"}{end}',
  ]);
  return printed
    .split('\n')
    .filter(Boolean)
    .sort()
    .map((line) => line.split(' '))
    .map(([kind = '', name = '']) => ({ kind, name }));
}

/** Whether an object has pods. */
export function isWorkload({ kind }: StackObject): boolean {
  return workloads.includes(kind);
}

/** Waits until a stack that is being deployed has a workload: its images may have to be built first. */
export async function workloadIn(namespace: string): Promise<void> {
  const attempt = async (): Promise<void> => {
    if (!(await objectsIn(namespace)).some(isWorkload)) throw new Error('there is none');
  };
  await eventually(`there is a workload in ${namespace}`, attempt, 300);
}

/** Scales a workload by hand: to fewer replicas, to none if it has one. */
export async function scale(namespace: string, chance: Chance): Promise<StackObject> {
  const { kind, name } = chance.pick((await objectsIn(namespace)).filter(isWorkload));
  const object = [`${kind}/${name}`, `--namespace=${namespace}`];
  const replicas = Number(
    await beside.cluster.kubectl(['get', ...object, '--output=jsonpath={.spec.replicas}']),
  );
  await beside.cluster.kubectl(['scale', ...object, `--replicas=${Math.max(0, replicas - 1)}`]);
  return { kind, name };
}

/** Changes a field of an object by hand. */
export async function edit(namespace: string, chance: Chance): Promise<StackObject> {
  const { kind, name } = chance.pick((await objectsIn(namespace)).filter((one) => one.kind in edits));
  const patch = ['--type=json', `--patch=${JSON.stringify([edits[kind]])}`];
  await beside.cluster.kubectl(['patch', `${kind}/${name}`, `--namespace=${namespace}`, ...patch]);
  return { kind, name };
}

/** Deletes an object by hand, and waits until it is gone. */
export async function remove(namespace: string, chance: Chance): Promise<StackObject> {
  const { kind, name } = chance.pick(await objectsIn(namespace));
  await beside.cluster.kubectl(['delete', `${kind}/${name}`, `--namespace=${namespace}`, '--timeout=120s']);
  return { kind, name };
}

/** Changes a label of an object or of the namespace by hand. */
export async function relabel(namespace: string, chance: Chance): Promise<StackObject> {
  const { kind, name } = chance.pick([
    ...(await objectsIn(namespace)),
    { kind: 'Namespace', name: namespace },
  ]);
  const scope = kind === 'Namespace' ? [] : [`--namespace=${namespace}`];
  const label = 'app.kubernetes.io/managed-by=somebody';
  await beside.cluster.kubectl(['label', `${kind}/${name}`, ...scope, '--overwrite', label]);
  return { kind, name };
}
