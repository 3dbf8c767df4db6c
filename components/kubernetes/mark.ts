import { createHash } from 'node:crypto';

import * as pulumi from '@pulumi/pulumi';

/** This stack's own mark: its organization, project and name. It stays the same when the state of the stack is lost. */
export function stackMark(): string {
  return [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join('/');
}

/** What the names of this stack's objects of the whole cluster begin with: a digest of its mark, so that no two stacks meet. */
export function clusterWideName(): string {
  return `shared-keys-${createHash('sha256').update(stackMark()).digest('hex').slice(0, 8)}`;
}
