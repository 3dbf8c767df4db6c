import { referencesOf } from '../components/preflight/drift';
import type { DeployedResource } from '../components/preflight/deployed';
import type { Cluster } from '../local/cluster/cluster';
import { Failure, messageOf } from '../local/host/failure';
import { readDrift } from '../status/drift';
import { blaming, whyUnreadable, type ShownStack } from '../status/read';
import { ours } from '../status/workloads';
import { drawnKinds, type DrawnObject, type Settings, type StackObjects } from './objects';

/** One line for each Secret and ConfigMap. Their data is not asked for: it must not be in the picture. */
const names =
  '{range .items[*]}{.kind}{" "}{.metadata.namespace}{" "}{.metadata.name}{" "}{.metadata.deletionTimestamp}{"\\n"}{end}';
const timeout = '--request-timeout=5s';
const silent = 'The API server does not answer';

/**
 * Reads what there is of a stack on the local cluster, and what is no longer there.
 *
 * @param cluster - the local cluster
 * @param stack - whose objects are read
 * @param stackName - its name, for the error message
 * @throws Failure with one line when the cluster is stopped or not complete, or the stack is not deployed
 */
export function readLocalObjects(
  cluster: Pick<Cluster, 'parts' | 'layout' | 'kubectl'>,
  stack: Pick<ShownStack, 'resources'>,
  stackName: string,
): Promise<StackObjects> {
  const reason = whyUnreadable(cluster.parts(), cluster.layout);
  if (reason !== undefined) return Promise.reject(new Failure(reason));
  return readObjects(cluster, stack, stackName);
}

/**
 * Reads what there is of a stack, and what is no longer there.
 *
 * @param cluster - the cluster that it is on
 * @param stack - whose objects are read
 * @param stackName - its name, for the error message
 * @throws Failure with one line when the stack is not deployed
 */
export async function readObjects(
  cluster: Pick<Cluster, 'kubectl'>,
  stack: Pick<ShownStack, 'resources'>,
  stackName: string,
): Promise<StackObjects> {
  const notDeployed = new Failure(`The stack ${stackName} is not deployed: \`npm run up\` deploys it.`);
  // They need nothing of each other, and each takes a part of a second.
  const [resources, objects, settings] = await Promise.all([
    resourcesOf(stack, notDeployed),
    blaming(silent, readLive(cluster)),
    blaming(silent, readSettings(cluster)),
  ]);
  if (referencesOf(resources).length === 0) throw notDeployed;
  const drift = await blaming(silent, readDrift(cluster, resources));
  const found = objectsOf(resources, [...objects, ...settings], new Set(drift.gone.map(({ urn }) => urn)));
  // Every namespace has a ConfigMap of Kubernetes' own.
  const deployed = [
    ...found.gone,
    ...found.live.filter(({ kind }) => kind !== 'Secret' && kind !== 'ConfigMap'),
  ];
  if (deployed.length === 0) throw notDeployed;
  return found;
}

/**
 * Chooses the objects of a stack among those of a cluster, which may hold other stacks.
 *
 * @param resources - the resources in the state of the stack
 * @param found - what the cluster has
 * @param gone - the URNs of what it no longer has
 */
export function objectsOf(
  resources: readonly DeployedResource[],
  found: readonly DrawnObject[],
  gone: ReadonlySet<string>,
): StackObjects {
  const namespaces = new Set(
    referencesOf(resources).map(({ kind, namespace, name }) => (kind === 'Namespace' ? name : namespace)),
  );
  const live = found.filter(({ metadata }) => namespaces.has(metadata.namespace));
  const there = new Set(live.map(keyOf));
  return {
    live,
    gone: resources
      .filter(({ urn }) => gone.has(urn))
      .map(({ outputs }) => outputs as unknown as DrawnObject)
      // It may have come back since.
      .filter(
        (object) => (drawnKinds as readonly string[]).includes(object.kind) && !there.has(keyOf(object)),
      ),
  };
}

function keyOf({ kind, metadata: { namespace, name } }: DrawnObject): string {
  return `${kind} ${namespace}/${name}`;
}

async function resourcesOf(
  stack: Pick<ShownStack, 'resources'>,
  notDeployed: Failure,
): Promise<readonly DeployedResource[]> {
  try {
    return await blaming('The state of the stack cannot be read', stack.resources());
  } catch (error) {
    throw messageOf(error).includes('no stack named') ? notDeployed : error;
  }
}

async function readLive(cluster: Pick<Cluster, 'kubectl'>): Promise<readonly DrawnObject[]> {
  const kinds = drawnKinds.filter((kind) => kind !== 'Secret' && kind !== 'ConfigMap').join(',');
  const args = ['get', kinds, '--all-namespaces', `--selector=${ours}`, '--output=json', timeout];
  return (JSON.parse(await cluster.kubectl(args)) as { items: readonly DrawnObject[] }).items;
}

async function readSettings(cluster: Pick<Cluster, 'kubectl'>): Promise<readonly Settings[]> {
  // Without the label: a pod may use a Secret that the user has made.
  const args = ['get', 'Secret,ConfigMap', '--all-namespaces', `--output=jsonpath=${names}`, timeout];
  return settingsIn(await cluster.kubectl(args));
}

/** The Secrets and ConfigMaps in lines of a kind, a namespace and a name, without those that are being deleted. */
function settingsIn(printed: string): readonly Settings[] {
  return printed.split('\n').flatMap((line): Settings[] => {
    const [kind, namespace = '', name = '', deleted = ''] = line.split(' ');
    if ((kind !== 'Secret' && kind !== 'ConfigMap') || deleted !== '') return [];
    return [{ kind, metadata: { namespace, name } }];
  });
}
