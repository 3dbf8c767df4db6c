import type { Kubectl, KubernetesObject } from './kubectl';

/** What every namespace has from the cluster itself. */
const ofCluster = new Set(['configmap/kube-root-ca.crt', 'serviceaccount/default']);

/** What holds data, and may stay. */
const data = /^(namespace|persistentvolumeclaim|persistentvolume)\//;

interface Volume extends KubernetesObject {
  readonly spec: {
    readonly claimRef?: { readonly namespace: string };
    readonly persistentVolumeReclaimPolicy: string;
  };
}

/** An object that is left. */
export interface Remain {
  /** Its name as kubectl gives it, such as `persistentvolumeclaim/hotels-data`. */
  readonly object: string;
  /** The namespace that it is in, or that it was for; undefined for an object of the whole cluster. */
  readonly namespace?: string;
}

/** Whether it is a namespace, a claim or a volume, which hold data. */
export function holdsData({ object }: Remain): boolean {
  return data.test(object);
}

/**
 * Asks the cluster what is left of a stack: everything in its namespaces, whoever made it, and its objects outside of them.
 *
 * @param namespaces - the namespaces of the stack; those that do not exist are left out
 * @param outside - its other objects that are in no namespace, such as `validatingadmissionpolicy.admissionregistration.k8s.io/x`
 */
export async function remainsOf(
  kubectl: Kubectl,
  namespaces: readonly string[],
  outside: readonly string[] = [],
): Promise<readonly Remain[]> {
  const found = await Promise.all([
    insideOf(kubectl, namespaces),
    existing(kubectl, outside).then((names) => names.map((object) => ({ object }))),
    volumesOf(kubectl, namespaces),
  ]);
  return found.flat();
}

/** The volumes of claims that were in the namespaces. A volume that is meant to stay after its claim is not counted. */
async function volumesOf(kubectl: Kubectl, namespaces: readonly string[]): Promise<Remain[]> {
  const volumes = await kubectl.list<Volume>(['persistentvolumes']);
  return volumes
    .filter(({ spec }) => spec.persistentVolumeReclaimPolicy === 'Delete')
    .flatMap(({ metadata, spec: { claimRef } }) =>
      claimRef !== undefined && namespaces.includes(claimRef.namespace)
        ? [{ object: `persistentvolume/${metadata.name}`, namespace: claimRef.namespace }]
        : [],
    );
}

async function existing(kubectl: Kubectl, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  return linesIn(await kubectl.run(['get', ...names, '--ignore-not-found', '--output=name']));
}

async function insideOf(kubectl: Kubectl, namespaces: readonly string[]): Promise<Remain[]> {
  const there = await existing(
    kubectl,
    namespaces.map((name) => `namespace/${name}`),
  );
  if (there.length === 0) return [];
  const kinds = (await kubectl.kinds()).join(',');
  const inside = there.map(async (itself) => {
    const namespace = itself.replace('namespace/', '');
    const args = ['get', kinds, `--namespace=${namespace}`, '--ignore-not-found', '--output=name'];
    const objects = linesIn(await kubectl.run(args)).filter((object) => !ofCluster.has(object));
    return [itself, ...objects].map((object) => ({ object, namespace }));
  });
  return (await Promise.all(inside)).flat();
}

function linesIn(printed: string): string[] {
  return printed.split('\n').filter((line) => line !== '');
}
