import assert from 'node:assert/strict';

import type { Policies, PolicyResource, ResourceValidationArgs, StackValidationArgs } from '@pulumi/policy';
import { unknownCheckingProxy } from '@pulumi/policy';

import { goodDeployment } from '../../../policy/examples';
import { policiesOf, settingsOf, type Run } from '../../../policy/pack';
import type { Rule } from '../../../policy/rule';
import type { Stack, StackRule } from '../../../policy/stack-rule';

/** A rule for Deployments with one clause. */
function ruleOf(expression: string): Rule {
  const validations = [{ expression, message: 'it is wrong', remedy: 'mend it' }];
  return { name: 'a-rule', why: 'It is.', matches: ['Deployment'], validations, good: [], bad: [] };
}

/** A number that is not known yet, as the engine sends it. */
const unknownNumber = '3eeb2bf0-c639-47a8-9e75-3b44932eb421';

/** The inputs of a Deployment whose replicas are not known yet, as Pulumi gives them: to read them throws. */
function withUnknownReplicas(): unknown {
  const object = structuredClone(goodDeployment()) as { spec: { replicas: unknown } };
  object.spec.replicas = unknownNumber;
  return (unknownCheckingProxy as (inputs: object) => unknown)(object);
}

describe('the policy pack', () => {
  let notes: string[];
  beforeEach(() => {
    notes = [];
  });
  const run = (preview: boolean): Run => ({ preview, settings: {}, note: (text) => notes.push(text) });

  /** What the only policy for resources reports of one. */
  function reported([policy]: Policies, props: unknown, type = 'kubernetes:apps/v1:Deployment'): string[] {
    assert.ok(policy && 'validateResource' in policy && typeof policy.validateResource === 'function');
    const found: string[] = [];
    const args = { type, name: 'server', props } as unknown as ResourceValidationArgs;
    void policy.validateResource(args, (text) => found.push(text));
    return found;
  }

  /** What the only policy for the stack reports. */
  function reportedOfStack(
    rule: StackRule,
    resources: readonly object[],
    settings: Stack['settings'] = {},
  ): string[] {
    const [policy] = policiesOf([], [rule], { ...run(true), settings });
    assert.ok(policy && 'validateStack' in policy);
    const found: string[] = [];
    void policy.validateStack({ resources } as unknown as StackValidationArgs, (text) => found.push(text));
    return found;
  }
  const stackRule = (judge: StackRule['judge']): StackRule => ({
    name: 'a-rule',
    why: 'It is.',
    wrong: 'it is wrong',
    judge,
    good: [],
    bad: [],
  });

  it('refuses what breaks a rule, in every run, with the resource and the remedy', () => {
    for (const preview of [true, false]) {
      const policies = policiesOf([ruleOf('object.spec.replicas > 4')], [], run(preview));
      assert.equal(policies[0]?.enforcementLevel, 'mandatory');
      assert.deepEqual(reported(policies, goodDeployment()), ['server: it is wrong: mend it']);
    }
  });

  it('names a value that a rule needs and a preview does not know, and does not refuse it there', () => {
    const policies = policiesOf([ruleOf('object.spec.replicas > 4')], [], run(true));
    assert.deepEqual(reported(policies, withUnknownReplicas()), []);
    assert.deepEqual(notes, ['a-rule is judged by the update: server has no spec.replicas yet']);
  });

  it('refuses in an update what it cannot judge without a value', () => {
    const policies = policiesOf([ruleOf('object.spec.replicas > 4')], [], run(false));
    assert.deepEqual(reported(policies, withUnknownReplicas()), [
      'server: it is wrong, or the rule cannot be judged without spec.replicas: mend it',
    ]);
    assert.deepEqual(notes, []);
  });

  it('refuses what is wrong whatever the values are that a preview does not know', () => {
    const policies = policiesOf([ruleOf("object.metadata.name == 'other'")], [], run(true));
    assert.deepEqual(reported(policies, withUnknownReplicas()), ['server: it is wrong: mend it']);
  });

  it('refuses, in words of their own, what an error in a rule leaves open', () => {
    const [found] = reported(policiesOf([ruleOf('object.missing.field')], [], run(true)), goodDeployment());
    assert.match(found!, /^server: it is wrong, or the rule cannot be judged: .+: mend it$/);
    const broken = stackRule(() => {
      throw new TypeError('it is broken');
    });
    assert.deepEqual(reportedOfStack(broken, []), [
      'the stack: the rule cannot be judged: TypeError: it is broken',
    ]);
  });

  it('judges objects of Kubernetes only', () => {
    const policies = policiesOf([ruleOf('false')], [], run(true));
    assert.deepEqual(reported(policies, goodDeployment(), 'random:index/randomBytes:RandomBytes'), []);
  });

  it('hands a rule for the stack where values come from, what is protected, and the settings', () => {
    const seen: Stack[] = [];
    const rule = stackRule((stack) => {
      seen.push(stack);
      return [{ resource: 'key', message: 'it is wrong', remedy: 'mend it' }];
    });
    const random = { type: 'random:a:B', name: 'bytes', props: {}, opts: {}, propertyDependencies: {} };
    const secret = { type: 'a:b:Secret', name: 'key', props: { data: {} }, opts: { protect: true } };
    const propertyDependencies = { data: [random as unknown as PolicyResource] };
    const resources = [random, { ...secret, propertyDependencies }];
    assert.deepEqual(reportedOfStack(rule, resources, { registry: 'a' }), ['key: it is wrong: mend it']);
    assert.deepEqual(seen[0]!.settings, { registry: 'a' });
    assert.deepEqual(seen[0]!.resources[1], {
      type: 'a:b:Secret',
      name: 'key',
      props: { data: {} },
      protect: true,
      from: { data: ['bytes'] },
    });
  });

  it('reads the settings of its own project, groups as objects', () => {
    assert.deepEqual(
      settingsOf({ 'p:registry': 'a.example', 'p:hotels': '{"keepData":false}', 'other:registry': 'b' }, 'p'),
      { registry: 'a.example', hotels: { keepData: false } },
    );
  });
});
