import * as pulumi from '@pulumi/pulumi';

/** The annotation of namespaces and claims that says whose they are. */
export const markKey = 'shared-keys/stack';

/** This stack's own mark: its organization, project and name. It stays the same when the state of the stack is lost. */
export function stackMark(): string {
  return [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join('/');
}
