import * as pulumi from '@pulumi/pulumi';

import type { AllSettings, Before, Check, Finding } from './check';
import { Unreachable, type Cluster } from './cluster';
import type { LastDeployment } from './deployed';

/** The class of the documents' clusters (docs/requirements.md), which is chosen when it is there. */
const preferred = 'standard';
const isDefault = 'storageclass.kubernetes.io/is-default-class';

/**
 * What makes volumes that many nodes cannot mount as a file system, by the name of the provisioner: the volume is a folder or a
 * disk of one node. Each from the documentation of its driver.
 */
const ofOneNode: readonly string[] = [
  'rancher.io/local-path',
  'ebs.csi.aws.com',
  'pd.csi.storage.gke.io',
  'disk.csi.azure.com',
  'cinder.csi.openstack.org',
  'dobs.csi.digitalocean.com',
];

interface StorageClass {
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly provisioner: string;
}

/** The settings of a group that say how the data of a system is stored. */
interface StorageSettings {
  readonly namespace: string;
  readonly storageClass?: string;
  readonly accessMode?: string;
}

/**
 * The storage class of each new claim exists, and can do what the claim asks for. A claim that is there keeps its class, which is
 * not asked for again.
 */
export const storageClassesExist: Check<AllSettings> = async (settings, { cluster, last }) => {
  const systems = settings.systems.flatMap((system) => {
    const group = settings[system] as (StorageSettings & { readonly keepData?: boolean }) | undefined;
    // Only a system with data has this setting.
    return group?.keepData === undefined || claimedClass(last, group.namespace) !== undefined
      ? []
      : [{ system, group }];
  });
  if (systems.length === 0) return [];
  const classes = await classesOf(cluster);
  // Volumes that somebody has made by hand may be of a class that is nowhere else.
  const volumes = await volumesOf(
    cluster,
    classes,
    systems.flatMap(({ group }) => group.storageClass ?? []),
  );
  return systems.flatMap(({ system, group }): readonly Finding[] => {
    const setting = `${pulumi.getProject()}:${system}.storageClass`;
    const name = group.storageClass ?? chosen(classes);
    if (name === undefined)
      return [`${setting} is not set, and the cluster has no default: ${ways(classes)}`];
    const found = classes.find(({ metadata }) => metadata.name === name);
    if (found === undefined && volumes.includes(name)) return [];
    if (found === undefined)
      return [`${setting} is ${name}, a class that the cluster does not have: ${ways(classes)}`];
    if (group.accessMode === 'ReadWriteMany' && ofOneNode.includes(found.provisioner))
      return [
        `${pulumi.getProject()}:${system}.accessMode is ReadWriteMany, but the class ${name} makes volumes of one node (${found.provisioner}): ` +
          'set it to ReadWriteOnce, or `storageClass` to a class of a shared file system',
      ];
    return group.storageClass === undefined ? [{ fact: `${system} uses the class ${name}` }] : [];
  });
};

/**
 * Chooses the storage class of the claims of a system whose settings name none: that of the claim which is there, or else
 * `standard`, as in the documents, or else the default of the cluster. What was chosen stays, whatever the cluster's default is
 * later.
 *
 * @param namespace - the namespace of the system
 * @returns the name of the class; `standard` when the cluster does not tell
 */
export async function storageClassFor(namespace: string, { cluster, last }: Before): Promise<string> {
  const claimed = claimedClass(last, namespace);
  if (claimed !== undefined) return claimed;
  try {
    const claims = await cluster.get<{ readonly items: readonly Claim[] }>(
      `/api/v1/namespaces/${namespace}/persistentvolumeclaims?labelSelector=app.kubernetes.io%2Fpart-of%3Dshared-keys`,
    );
    const kept = claims?.items.flatMap(({ spec }) => spec?.storageClassName ?? [])[0];
    return kept ?? chosen(await classesOf(cluster)) ?? preferred;
  } catch (error) {
    // Not everybody may read these, and a preview need not reach the cluster.
    if (error instanceof Unreachable) return preferred;
    throw error;
  }
}

interface Claim {
  readonly spec?: { readonly storageClassName?: string };
}

/** The class of the first claim that the state has in a namespace. */
function claimedClass(
  { resources }: Pick<LastDeployment, 'resources'>,
  namespace: string,
): string | undefined {
  return resources
    .filter(({ type }) => type === 'kubernetes:core/v1:PersistentVolumeClaim')
    .filter(
      ({ outputs }) => (outputs.metadata as { namespace?: string } | undefined)?.namespace === namespace,
    )
    .map(({ outputs }) => (outputs as Claim).spec?.storageClassName)
    .find((name) => name !== undefined);
}

async function classesOf(cluster: Cluster): Promise<readonly StorageClass[]> {
  const path = '/apis/storage.k8s.io/v1/storageclasses';
  return (await cluster.get<{ readonly items: readonly StorageClass[] }>(path))?.items ?? [];
}

/** The classes of the volumes that are there, which are asked for only when a named class is not among those of the cluster. */
async function volumesOf(
  cluster: Cluster,
  classes: readonly StorageClass[],
  named: readonly string[],
): Promise<readonly string[]> {
  if (named.every((name) => classes.some(({ metadata }) => metadata.name === name))) return [];
  const path = '/api/v1/persistentvolumes';
  const volumes = (await cluster.get<{ readonly items: readonly Claim[] }>(path))?.items ?? [];
  return volumes.flatMap(({ spec }) => spec?.storageClassName ?? []);
}

/** The class that a claim gets whose settings name none; undefined when the cluster has no default. */
function chosen(classes: readonly StorageClass[]): string | undefined {
  const named = classes.find(({ metadata }) => metadata.name === preferred);
  return (named ?? classes.find(({ metadata }) => metadata.annotations?.[isDefault] === 'true'))?.metadata
    .name;
}

function ways(classes: readonly StorageClass[]): string {
  if (classes.length === 0) return 'it has none at all, install something that makes volumes first';
  const names = classes.map(({ metadata }) =>
    metadata.annotations?.[isDefault] === 'true' ? `${metadata.name} (default)` : metadata.name,
  );
  return `set it to one that it has: ${names.join(', ')}`;
}
