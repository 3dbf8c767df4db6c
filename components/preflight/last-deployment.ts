import * as pulumi from '@pulumi/pulumi';

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

interface Answer {
  readonly outputs: Readonly<Record<string, Pick<DeployedResource, 'type' | 'outputs'>>>;
}

/**
 * Reads the state of this stack. Nothing is registered: a resource `StackReference` would be one more resource, and would not
 * show what a failed deployment has left.
 */
export async function readLastDeployment(): Promise<LastDeployment> {
  const stackName = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join('/');
  const { outputs } = (await pulumi.runtime.invoke('pulumi:pulumi:readStackResourceOutputs', {
    stackName,
  })) as Answer;
  const resources = Object.entries(outputs).map(([urn, one]) => ({
    urn,
    type: one.type,
    name: urn.slice(urn.lastIndexOf('::') + 2),
    outputs: one.outputs,
  }));
  const stack = resources.find(({ type }) => type === 'pulumi:pulumi:Stack');
  return { outputs: stack?.outputs ?? {}, resources };
}
