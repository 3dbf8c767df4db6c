import * as pulumi from '@pulumi/pulumi';

import type { LastDeployment } from '../preflight/deployed';

/**
 * How long the API server may take to judge by a changed policy, in milliseconds. It looks for changes once a second
 * (`policyRefreshInterval` in k8s.io/apiserver, pkg/admission/plugin/policy/generic/policy_source.go); on a busy machine it took up
 * to 1.8 s.
 */
const loadMilliseconds = 3_000;

/** A policy, as far as it is compared. */
interface Known {
  readonly name: string;
  readonly spec: unknown;
}

/**
 * The policies that are there already and judge by another text than the program's.
 *
 * @param wanted - the policies as the program makes them, by their names in it
 * @param last - the state of the stack
 */
export function changedRules(wanted: readonly Known[], last: Pick<LastDeployment, 'resources'>): string[] {
  const known = new Map(
    last.resources
      .filter(({ type }) => type.endsWith(':ValidatingAdmissionPolicy'))
      .map(({ name, outputs }) => [name, outputs.spec]),
  );
  return wanted
    .filter(({ name, spec }) => known.has(name) && !contains(known.get(name), spec))
    .map(({ name }) => name);
}

/** Whether a value has all of another one, and perhaps fields that the API server has added. */
function contains(value: unknown, part: unknown): boolean {
  if (Array.isArray(part))
    return (
      Array.isArray(value) &&
      value.length === part.length &&
      part.every((inner, index) => contains(value[index], inner))
    );
  if (typeof part !== 'object' || part === null) return value === part;
  const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(part).every(([name, inner]) => contains(fields[name], inner));
}

/**
 * Waits in an update until the API server judges by the changed policies: the old ones could refuse what the new ones allow.
 *
 * @param policies - resolves when they are changed
 */
export async function judgedAnew(policies: pulumi.Output<unknown>): Promise<void> {
  if (pulumi.runtime.isDryRun()) return;
  await new Promise((resolve) => policies.apply(resolve));
  await new Promise((resolve) => setTimeout(resolve, loadMilliseconds));
}
