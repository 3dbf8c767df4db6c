import { createHash } from 'node:crypto';

import * as pulumi from '@pulumi/pulumi';

/** This stack's own mark: its organization, project and name. It stays the same when the state of the stack is lost. */
export function stackMark(): string {
  return [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join('/');
}

/** The start of the names of this stack's cluster-wide objects: a digest of its mark, so that two stacks never share a name. */
export function clusterWideName(): string {
  return `shared-keys-${createHash('sha256').update(stackMark()).digest('hex').slice(0, 8)}`;
}
