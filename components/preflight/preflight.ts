import * as pulumi from '@pulumi/pulumi';

import { refusal } from '../../settings/refusal';
import { Unreachable } from './cluster';

/**
 * Runs all checks, before the first resource is registered. In a preview, checks that cannot reach the cluster are skipped with
 * one warning: what would be done can be shown without it.
 *
 * @param checks - each gives its problems, one line a problem
 * @throws pulumi.RunError with all problems
 */
export async function preflight(checks: readonly (() => Promise<readonly string[]>)[]): Promise<void> {
  const problems = new Set<string>();
  const unreachable = new Set<string>();
  for (const result of await Promise.allSettled(checks.map((check) => check()))) {
    if (result.status === 'fulfilled') result.value.forEach((problem) => problems.add(problem));
    else if (result.reason instanceof Unreachable) unreachable.add(result.reason.message);
    else throw result.reason;
  }
  if (pulumi.runtime.isDryRun()) {
    for (const why of unreachable) await pulumi.log.warn(`what the cluster holds is not checked: ${why}`);
  } else {
    unreachable.forEach((problem) => problems.add(problem));
  }
  if (problems.size > 0) throw refusal([...problems].join('\n'));
}
