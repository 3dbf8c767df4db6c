import {
  PolicyPack,
  UnknownValueError,
  type Policies,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from '@pulumi/policy';

import { judge, Unknown } from './judge';
import type { Manifest, Rule } from './rule';
import { rules, stackRules } from './rules';
import type { StackRule } from './stack-rule';

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

/** A rule as a policy of Pulumi. What cannot be judged before a resource is made is told, and judged by the update. */
function resourcePolicy(rule: Rule): ResourceValidationPolicy {
  return {
    name: rule.name,
    description: rule.why,
    enforcementLevel: 'mandatory',
    validateResource: ({ type, name, props }, report) => {
      if (!type.startsWith('kubernetes:')) return;
      for (const { message, remedy, unknown } of judge(rule, plain(props) as Manifest))
        if (unknown.length === 0) report(`${name}: ${message}: ${remedy}`);
        else
          process.stderr.write(
            `${rule.name} is judged by the update: ${name} has no ${unknown.join(', ')} yet\n`,
          );
    },
  };
}

/** A rule for the whole stack as a policy of Pulumi. */
function stackPolicy(rule: StackRule): StackValidationPolicy {
  return {
    name: rule.name,
    description: rule.why,
    enforcementLevel: 'mandatory',
    validateStack: ({ resources }, report) => {
      const seen = resources.map(({ type, name, props }) => ({
        type,
        name,
        props: plain(props) as Manifest,
      }));
      for (const { resource, message, remedy } of rule.judge(seen))
        report(`${resource}: ${message}: ${remedy}`);
    },
  };
}

/** Registers the rules as a policy pack. */
export function registerPack(): PolicyPack {
  const policies: Policies = [...rules.map(resourcePolicy), ...stackRules.map(stackPolicy)];
  return new PolicyPack('shared-keys', { policies });
}
