import type * as pulumi from '@pulumi/pulumi';

import { loadSettings, type Definitions, type Rule, type ValuesOf } from '../settings';
import { registryLoginRule, stackSettings, type CommonSettings } from './stack-settings';
import type { Deployed, System } from './system';
import type { Target } from './target';

/** What a stack exports: the URLs of all its systems, and the objects of each under the system's name. */
export interface StackOutputs {
  readonly urls: Deployed['urls'];
  readonly [system: string]: Deployed['urls'] | Deployed['objects'];
}

/** The checked settings of a stack: its own, and a group for each system. */
export type StackSettings<S extends readonly System[]> = CommonSettings & {
  readonly [One in S[number] as One['name']]: ValuesOf<One['settings']>;
};

/** The settings of a stack that can have the given systems: its own, then a group for each system. */
export function stackDefinitions(systems: readonly System[]): Definitions {
  return {
    ...stackSettings(systems.map(({ name }) => name)),
    ...Object.fromEntries(systems.map(({ name, settings }) => [name, settings])),
  };
}

/** What has to hold between the settings of such a stack. */
export function stackRules(systems: readonly System[]): readonly Rule[] {
  return [
    registryLoginRule,
    ...systems.flatMap(({ name: group, rules = [] }) => rules.map((check): Rule => ({ group, check }))),
  ];
}

/**
 * Reads and checks the settings of the stack.
 *
 * @param systems - all that a stack can have
 * @throws pulumi.RunError with one line for each mistake
 */
export function loadStackSettings<const S extends readonly System[]>(systems: S): StackSettings<S> {
  // The definitions are those that the type is derived from, put together at run time.
  return loadSettings(stackDefinitions(systems), stackRules(systems)) as unknown as StackSettings<S>;
}

/**
 * Deploys the systems that the setting `systems` names.
 *
 * @param systems - all that a stack can have
 * @param settings - the checked settings of the stack
 * @param target - where the systems go
 * @returns the outputs of the stack; a system that is not deployed has none
 */
export function deploySystems(
  systems: readonly System[],
  settings: CommonSettings & Readonly<Record<string, unknown>>,
  target: Target,
): StackOutputs {
  const urls: Record<string, pulumi.Output<string>> = {};
  const objects: Record<string, Deployed['objects']> = {};
  for (const { name, deploy } of systems.filter((system) => settings.systems.includes(system.name))) {
    // Checked by the very definitions that this function's argument is derived from.
    const deployed = deploy(settings[name] as never, target);
    Object.assign(urls, deployed.urls);
    objects[name] = deployed.objects;
  }
  return { ...objects, urls };
}
