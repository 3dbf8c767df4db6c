import {
  PolicyPack,
  UnknownValueError,
  type Policies,
  type PolicyResource,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from '@pulumi/policy';
import * as pulumi from '@pulumi/pulumi';

import { judge, Unknown } from './judge';
import type { Manifest, Rule } from './rule';
import { rules, stackRules } from './rules';
import type { Stack, StackResource, StackRule } from './stack-rule';

/**
 * The inputs of a resource as plain values.
 *
 * @param value - the inputs as Pulumi gives them: reading a value that is not known yet throws
 * @param path - where it is in the object
 */
export function plain(value: unknown, path = ''): unknown {
  if (value === null || typeof value !== 'object') return value;
  const read = (key: string | number): unknown => {
    const inner = path === '' ? String(key) : `${path}.${key}`;
    try {
      return plain((value as Record<string | number, unknown>)[key], inner);
    } catch (error) {
      if (error instanceof UnknownValueError) return new Unknown(inner);
      throw error;
    }
  };
  if (Array.isArray(value)) return value.map((_, index) => read(index));
  return Object.fromEntries(Object.keys(value).map((key) => [key, read(key)]));
}

/**
 * The settings of a project as they are set, groups as objects.
 *
 * @param config - the whole configuration of the stack, as Pulumi gives it to programs
 * @param project - the name of the project
 */
export function settingsOf(
  config: Readonly<Record<string, string>>,
  project: string,
): NonNullable<Stack['settings']> {
  const own = Object.entries(config).filter(([key]) => key.startsWith(`${project}:`));
  return Object.fromEntries(
    own.map(([key, text]) => [
      key.slice(project.length + 1),
      /^[[{]/.test(text) ? (JSON.parse(text) as unknown) : text,
    ]),
  );
}

/** What the policies of a pack know of the run. */
export interface Run {
  /** Whether it is a preview, in which values may not be known yet. */
  readonly preview: boolean;
  /** The settings of the stack. */
  readonly settings: NonNullable<Stack['settings']>;
  /** Says something that is no violation. */
  readonly note: (text: string) => void;
}

/** A rule as a policy of Pulumi. What a preview cannot judge yet is told, and judged by the update; nothing is left open there. */
function resourcePolicy(rule: Rule, { preview, note }: Run): ResourceValidationPolicy {
  return {
    name: rule.name,
    description: rule.why,
    enforcementLevel: 'mandatory',
    validateResource: ({ type, name, props }, report) => {
      if (!type.startsWith('kubernetes:')) return;
      orReported(name, report, () => {
        for (const { message, remedy, unknown } of judge(rule, plain(props) as Manifest)) {
          const missing = unknown.join(', ');
          if (unknown.length === 0) report(`${name}: ${message}: ${remedy}`);
          else if (preview) note(`${rule.name} is judged by the update: ${name} has no ${missing} yet`);
          else report(`${name}: ${message}, or the rule cannot be judged without ${missing}: ${remedy}`);
        }
      });
    },
  };
}

/** A resource as a rule for the whole stack sees it. */
function resourceOf({ type, name, props, opts, propertyDependencies }: PolicyResource): StackResource {
  const from = Object.entries(propertyDependencies).map(
    ([input, sources]) => [input, sources.map((source) => source.name)] as const,
  );
  return {
    type,
    name,
    props: plain(props) as Manifest,
    protect: opts.protect,
    from: Object.fromEntries(from),
  };
}

/** A rule for the whole stack as a policy of Pulumi. */
function stackPolicy(rule: StackRule, { settings }: Run): StackValidationPolicy {
  return {
    name: rule.name,
    description: rule.why,
    enforcementLevel: 'mandatory',
    validateStack: ({ resources }, report) => {
      orReported('the stack', report, () => {
        const stack = { resources: resources.map(resourceOf), settings };
        for (const { resource, message, remedy } of rule.judge(stack))
          report(`${resource}: ${message}: ${remedy}`);
      });
    },
  };
}

/** Judges; an error counts as a violation. Pulumi would end at the first one, without what else is wrong. */
function orReported(what: string, report: (message: string) => void, act: () => void): void {
  try {
    act();
  } catch (error) {
    const [line = ''] = String(error).split('\n');
    report(`${what}: the rule cannot be judged: ${line}`);
  }
}

/** The rules as policies of Pulumi. */
export function policiesOf(judged: readonly Rule[], judgedStacks: readonly StackRule[], run: Run): Policies {
  return [
    ...judged.map((rule) => resourcePolicy(rule, run)),
    ...judgedStacks.map((rule) => stackPolicy(rule, run)),
  ];
}

/** Registers the rules as a policy pack. */
export function registerPack(): PolicyPack {
  const run: Run = {
    preview: pulumi.runtime.isDryRun(),
    settings: settingsOf(pulumi.runtime.allConfig(), pulumi.getProject()),
    note: (text) => process.stderr.write(`${text}\n`),
  };
  return new PolicyPack('shared-keys', { policies: policiesOf(rules, stackRules, run) });
}
