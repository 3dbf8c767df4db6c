import * as pulumi from '@pulumi/pulumi';

import type { AllSettings, Check, Doubt } from './check';
import { driftOf, objectNames } from './drift';
import { deployedTo } from './deployed';

/**
 * The objects of the stack are there, and as the program has made them. Without this check, `pulumi up` says that an object which
 * is gone is unchanged, or fails at it in the middle. An object that was changed by hand is only told: the update does not fail
 * because of it.
 *
 * `pulumi up --refresh` is refused too: the program cannot see that option, nor what a refresh has found. The next one ends well.
 */
export const nothingGone: Check<AllSettings> = async ({ autoscaled = [] }, { last, cluster }) => {
  // In another cluster nothing of the stack is there.
  if (deployedTo(last) !== (await cluster.id())) return [];
  const { gone, altered } = await driftOf(last.resources, (reference) => cluster.object(reference));
  // An autoscaler has changed the replicas of these.
  const changed = altered.filter(({ reference }) => !autoscaled.some((name) => name === reference.name));
  const doubts: readonly Doubt[] =
    changed.length === 0
      ? []
      : [{ doubt: `changed by hand: ${objectNames(changed)}: \`pulumi up --refresh\` sets it back` }];
  if (gone.length === 0) return doubts;
  const problem =
    `gone from the cluster: ${objectNames(gone)}: ` +
    'run `pulumi refresh`, then `pulumi up` again, which makes it anew, without the data that was in it';
  // A preview shows the rest of what would be done.
  return [...doubts, pulumi.runtime.isDryRun() ? { doubt: problem } : problem];
};
