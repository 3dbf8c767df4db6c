import type * as pulumi from '@pulumi/pulumi';

import { loadSettings, type Definitions, type Rule, type ValuesOf } from '../settings';
import { AdmissionPolicies } from './kubernetes/admission-policies';
import type { Asked } from './preflight/answers';
import type { AllSettings, Before, Question } from './preflight/check';
import { Cluster } from './preflight/cluster';
import type { Environment } from './preflight/kubeconfig';
import { readLastDeployment } from './preflight/last-deployment';
import { namespacesOf } from './preflight/namespaces';
import { preflight } from './preflight/preflight';
import { deployedBy } from './preflight/program';
import { stackQuestions } from './preflight/questions';
import { registryLoginRule, stackSettings, type CommonSettings } from './stack-settings';
import type { Deployed, System } from './system';
import { targetOf, type Target } from './target';

/**
 * The outputs of a stack: the URLs of all its systems, the objects of each system under its name, and under `deployed` which
 * program deployed it.
 */
export interface StackOutputs {
  readonly urls: Deployed['urls'];
  readonly [system: string]: Deployed['urls'] | Deployed['objects'];
}

/** The checked settings of a stack: those of the whole stack, and a group for each system. */
export type StackSettings<S extends readonly System[]> = CommonSettings & {
  readonly [One in S[number] as One['name']]: ValuesOf<One['settings']>;
};

/** The definitions of a stack's settings: those of the whole stack, then a group for each of the given systems. */
export function stackDefinitions(systems: readonly System[]): Definitions {
  return {
    ...stackSettings(systems.map(({ name }) => name)),
    ...Object.fromEntries(systems.map(({ name, settings }) => [name, settings])),
  };
}

/** The rules for settings that depend on each other, of the whole stack and of the given systems. */
export function stackRules(systems: readonly System[]): readonly Rule[] {
  return [
    registryLoginRule,
    ...systems.flatMap(({ name: group, rules = [] }) => rules.map((check): Rule => ({ group, check }))),
  ];
}

/**
 * Reads and checks the settings of the stack.
 *
 * @param systems - all systems that can be deployed
 * @throws pulumi.RunError with one line for each mistake
 */
export function loadStackSettings<const S extends readonly System[]>(systems: S): StackSettings<S> {
  // Assembled at run time from the same definitions as the type.
  return loadSettings(stackDefinitions(systems), stackRules(systems)) as unknown as StackSettings<S>;
}

/**
 * The whole program: reads the settings, checks them and what is there already, and deploys the systems.
 *
 * @param systems - all systems that can be deployed
 * @param environment - the environment of the program, which names the kubeconfig
 * @returns the outputs of the stack
 * @throws pulumi.RunError with one line for each mistake or problem, before anything is changed
 */
export async function deployStack(
  systems: readonly System[],
  environment: Environment,
): Promise<StackOutputs> {
  const settings = loadStackSettings(systems);
  const before: Before = {
    last: await readLastDeployment(),
    cluster: new Cluster(environment, settings.context),
  };
  await preflight(questionsOf(systems, settings, before));
  const target = await targetOf(settings, before);
  const namespaces = namespacesOf(settings).map(({ namespace }) => namespace);
  if (settings.admission && namespaces.length > 0)
    await new AdmissionPolicies('admission', { namespaces, last: before.last }, target.options).judging;
  return { ...deploySystems(systems, settings, target), deployed: deployedBy };
}

/**
 * What is asked before anything is changed: of the whole stack, then of each system that is deployed.
 *
 * @param systems - all systems that can be deployed
 * @param settings - the checked settings of the stack
 * @param before - what was there before this run
 */
export function questionsOf(
  systems: readonly System[],
  settings: AllSettings,
  before: Before,
): readonly Asked[] {
  const asked = <S>({ holds, lenient = false, check }: Question<S>, of: S): Asked => ({
    holds,
    lenient,
    ask: () => check(of, before),
  });
  return [
    ...stackQuestions.map((question) => asked(question, settings)),
    ...selected(systems, settings).flatMap(({ name, questions = [] }) =>
      // The type of the group is the one that the system's definitions give.
      questions.map((question) => asked(question, settings[name] as never)),
    ),
  ];
}

function selected(systems: readonly System[], settings: CommonSettings): readonly System[] {
  return systems.filter(({ name }) => settings.systems.includes(name));
}

/**
 * Deploys the systems in the setting `systems`.
 *
 * @param systems - all systems that can be deployed
 * @param settings - the checked settings of the stack
 * @param target - where the systems go
 * @returns the outputs of the stack; a system that is not deployed has none
 */
export function deploySystems(
  systems: readonly System[],
  settings: AllSettings,
  target: Target,
): StackOutputs {
  const urls: Record<string, pulumi.Output<string>> = {};
  const objects: Record<string, Deployed['objects']> = {};
  for (const { name, deploy } of selected(systems, settings)) {
    // Checked by the definitions that the argument's type is derived from.
    const deployed = deploy(settings[name] as never, target);
    Object.assign(urls, deployed.urls);
    objects[name] = deployed.objects;
  }
  return { ...objects, urls };
}
