import * as pulumi from '@pulumi/pulumi';

import { markKey } from './kubernetes/annotations';
import { answersTo, type Answer } from './preflight/answers';
import type { AllSettings } from './preflight/check';
import { Cluster } from './preflight/cluster';
import { lastDeploymentOf, type DeployedResource, type LastDeployment } from './preflight/deployed';
import type { Environment } from './preflight/kubeconfig';
import { loadStackSettings, questionsOf } from './stack';
import type { System } from './system';

/** What Pulumi knows of a stack. */
export interface KnownStack {
  readonly project: string;
  /** Its name, with the organization or without. */
  readonly stack: string;
  /** Its settings by their full names, such as `shared-keys:registry`; a group is JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** The full names of the settings that are or hold secrets. */
  readonly secretKeys: readonly string[];
  /** The resources in its state; none before its first deployment. */
  readonly resources: readonly Omit<DeployedResource, 'name'>[];
}

/**
 * Asks all that is asked before a deployment, without one: no engine of Pulumi runs.
 *
 * @param systems - all systems that can be deployed
 * @param known - what Pulumi knows of the stack
 * @param environment - the environment, which names the kubeconfig
 * @returns the answer about the settings, and if those are right, all others in the order of the questions
 */
export async function askStack(
  systems: readonly System[],
  known: KnownStack,
  environment: Environment,
): Promise<readonly Answer[]> {
  const last = lastDeploymentOf(known.resources);
  const [organization = 'organization'] = known.stack.includes('/') ? known.stack.split('/') : marked(last);
  const stack = known.stack.replace(/^.*\//, '');
  const never = (): never => {
    throw new Error('a question registers nothing and calls no provider');
  };
  // They stand in for the engine, which would take seconds to start.
  await pulumi.runtime.setMocks(
    { newResource: never, call: never },
    known.project,
    stack,
    false,
    organization,
  );
  pulumi.runtime.setAllConfig(known.config, [...known.secretKeys]);
  const [settings, wrong] = settingsOf(systems);
  const first = { holds: 'the settings are right', problems: wrong, doubts: [], facts: [] };
  if (settings === undefined) return [first];
  const before = { last, cluster: new Cluster(environment, settings.context) };
  return [first, ...(await answersTo(questionsOf(systems, settings, before)))];
}

/** The checked settings of the stack, or else what is wrong with them. */
function settingsOf(systems: readonly System[]): readonly [AllSettings | undefined, readonly string[]] {
  try {
    return [loadStackSettings(systems), []];
  } catch (error) {
    if (!pulumi.RunError.isInstance(error)) throw error;
    return [undefined, error.message.split('\n')];
  }
}

/** The parts of the mark of the stack on what it has deployed, which begins with its organization. */
function marked({ resources }: LastDeployment): readonly string[] {
  const marks = resources.map(
    ({ outputs }) =>
      (outputs.metadata as { annotations?: Record<string, string> } | undefined)?.annotations?.[markKey],
  );
  return marks.find((mark) => mark !== undefined)?.split('/') ?? [];
}
