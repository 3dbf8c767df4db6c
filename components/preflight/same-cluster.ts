import type { AllSettings, Before, Check } from './check';
import { Unreachable } from './cluster';
import { deployedTo } from './deployed';

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

/** How the provider of all objects knows the cluster. */
export interface KnownCluster {
  /**
   * What it is told apart by: an equal identifier means that nothing has to be replaced. None for a new cluster, since a changed
   * identifier would replace everything; the next deployment adds it.
   */
  readonly identifier: string | undefined;
  /** Whether it can be asked. It cannot in some previews only; in an update the checks have refused that. */
  readonly reachable: boolean;
}

/** How the provider of all objects knows the cluster. */
export async function knownCluster(
  { newCluster }: Pick<AllSettings, 'newCluster'>,
  { last, cluster }: Before,
): Promise<KnownCluster> {
  try {
    const id = await cluster.id();
    return { identifier: newCluster ? undefined : id, reachable: true };
  } catch (error) {
    if (error instanceof Unreachable) return { identifier: deployedTo(last), reachable: false };
    throw error;
  }
}
