/** A resource in the state of the stack. */
export interface DeployedResource {
  readonly urn: string;
  /** Its type, such as `kubernetes:core/v1:Namespace`. */
  readonly type: string;
  /** Its name in the program, such as `search-namespace`. */
  readonly name: string;
  /** Its outputs; for an object of Kubernetes, the object as the cluster last returned it. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What the state of the stack has of the deployments before this one. */
export interface LastDeployment {
  /** The outputs of the last deployment that succeeded; empty before the first one. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The resources, also those of a deployment that failed. */
  readonly resources: readonly DeployedResource[];
}

/** What the state of a stack has, by its resources. */
export function lastDeploymentOf(state: readonly Omit<DeployedResource, 'name'>[]): LastDeployment {
  const resources = state.map((one): DeployedResource => ({ ...one, name: nameIn(one.urn) }));
  return { outputs: resources.find(({ type }) => type === 'pulumi:pulumi:Stack')?.outputs ?? {}, resources };
}

/** The name of a resource in the program, which ends its URN. */
export function nameIn(urn: string): string {
  return urn.slice(urn.lastIndexOf('::') + 2);
}

/** The cluster of the last deployment, also of one that failed; unknown for a stack of an earlier version. */
export function deployedTo({ resources }: Pick<LastDeployment, 'resources'>): string | undefined {
  return resources
    .filter(({ type }) => type === 'pulumi:providers:kubernetes')
    .map(({ outputs }) => outputs.clusterIdentifier)
    .find((identifier) => typeof identifier === 'string');
}
