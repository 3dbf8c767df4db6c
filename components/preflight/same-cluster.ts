import type { AllSettings, Before, Check } from './check';
import { Unreachable } from './cluster';
import type { LastDeployment } from './last-deployment';

/**
 * The cluster is that of the last deployment, whatever leads to it. In another one, Pulumi would make all objects anew, and would
 * then delete the old ones by their names, wherever the kubeconfig leads to.
 */
export const sameCluster: Check<AllSettings> = async ({ context, newCluster }, { last, cluster }) => {
  const [deployed, id] = [deployedTo(last), await cluster.id()];
  if (newCluster || deployed === undefined || deployed === id) return [];
  const by = context === undefined ? 'the current kubeconfig context' : `the kubeconfig context ${context}`;
  return [
    `${by} leads to another cluster than that of the last deployment (the UID of kube-system is ${id}, it was ${deployed}): ` +
      'choose the right one by KUBECONFIG or the setting `context`, or set `newCluster` if this is intended',
  ];
};

/**
 * What the provider of all objects is told the cluster apart by: an equal identifier means that nothing has to be replaced. None
 * for a new cluster, since a changed identifier would replace everything; the next deployment adds it.
 */
export async function clusterIdentifier(
  { newCluster }: Pick<AllSettings, 'newCluster'>,
  { last, cluster }: Before,
): Promise<string | undefined> {
  if (newCluster) return undefined;
  try {
    return await cluster.id();
  } catch (error) {
    // The checks allow this in a preview only.
    if (error instanceof Unreachable) return deployedTo(last);
    throw error;
  }
}

/** The cluster of the last deployment, also of one that failed; unknown for a stack of an earlier version. */
function deployedTo({ resources }: LastDeployment): string | undefined {
  return resources
    .filter(({ type }) => type === 'pulumi:providers:kubernetes')
    .map(({ outputs }) => outputs.clusterIdentifier)
    .find((identifier) => typeof identifier === 'string');
}
