import * as pulumi from '@pulumi/pulumi';

/** This stack's own mark: its organization, project and name. It stays the same when the state of the stack is lost. */
export function stackMark(): string {
  return [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join('/');
}
