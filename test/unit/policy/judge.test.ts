import assert from 'node:assert/strict';

import { goodDeployment } from '../../../policy/examples';
import { judge, Unknown } from '../../../policy/judge';
import type { Manifest, Rule } from '../../../policy/rule';

/** A rule for Deployments with one clause. */
function ruleOf(expression: string): Pick<Rule, 'name' | 'matches' | 'validations'> {
  const validations = [{ expression, message: 'it is wrong', remedy: 'mend it' }];
  return { name: 'a-rule', matches: ['Deployment'], validations };
}

const violation = { rule: 'a-rule', message: 'it is wrong', remedy: 'mend it', unknown: [] };

describe('a rule', () => {
  const object = goodDeployment();
  const unknownReplicas: Manifest = {
    ...object,
    spec: { ...(object.spec as Manifest), replicas: new Unknown('spec.replicas') },
  };

  it('finds what is wrong, with the remedy', () => {
    assert.deepEqual(judge(ruleOf('object.spec.replicas > 4'), object), [violation]);
    assert.deepEqual(judge(ruleOf('object.spec.replicas == 4'), object), []);
  });

  it('does not judge other kinds, nor other versions of its kinds', () => {
    assert.deepEqual(judge(ruleOf('false'), { ...object, kind: 'StatefulSet' }), []);
    assert.deepEqual(judge(ruleOf('false'), { ...object, apiVersion: 'apps/v2' }), []);
  });

  for (const [what, expression] of [
    ['reads a field that is not there', 'object.spec.missing.field == 1'],
    ['compares what cannot be compared', "object.spec.replicas > 'four'"],
    ['is not valid', 'object.spec.('],
  ] as const)
    it(`fails closed when its expression ${what}`, () => {
      const [found, ...more] = judge(ruleOf(expression), object);
      assert.match(found!.message, /^it is wrong, or the rule cannot be judged: ./);
      assert.deepEqual([found!.unknown, more], [[], []]);
    });

  it('fails closed when a list is where an object should be, as in the API server', () => {
    const [found] = judge(ruleOf('!has(object.spec.replicas)'), { ...object, spec: [] });
    assert.match(found!.message, /^it is wrong, or the rule cannot be judged: ./);
    assert.deepEqual(judge(ruleOf('!has(object.spec.replicas)'), { ...object, spec: 'text' }), []);
  });

  it('takes a field that is null as one that is not there', () => {
    assert.deepEqual(judge(ruleOf('!has(object.spec)'), { ...object, spec: null }), []);
  });

  it('takes a label that is null as an empty one', () => {
    const metadata = { name: 'api-search', labels: { app: null } };
    assert.deepEqual(judge(ruleOf("object.metadata.labels.app == ''"), { ...object, metadata }), []);
  });

  it('takes an element that is null as the empty value of its type', () => {
    const args = ['one', null];
    assert.deepEqual(judge(ruleOf("object.spec.args[1] == ''"), { ...object, spec: { args } }), []);
    const containers = [null, { name: 'web' }];
    assert.deepEqual(
      judge(ruleOf('object.spec.containers.exists(one, !has(one.name))'), {
        ...object,
        spec: { containers },
      }),
      [],
    );
    assert.equal(judge(ruleOf("object.spec.args[0] == ''"), { ...object, spec: { args: [null] } }).length, 1);
  });

  it('evaluates a variable only when it needs it', () => {
    const named = "object.metadata.name == 'api-search' || size(variables.volumes) == 1";
    assert.deepEqual(judge(ruleOf(named), { ...object, spec: {} }), []);
  });

  it('fails closed when its expression gives anything but true', () => {
    assert.deepEqual(judge(ruleOf('object.spec.replicas'), object), [violation]);
    assert.deepEqual(judge(ruleOf("'true'"), object), [violation]);
  });

  it('names the values that it needs and that are not known yet', () => {
    assert.deepEqual(judge(ruleOf('object.spec.replicas >= 4'), unknownReplicas), [
      { ...violation, unknown: ['spec.replicas'] },
    ]);
  });

  it('is judged without values that are not known when it does not need them', () => {
    assert.deepEqual(judge(ruleOf("object.metadata.name == 'api-search'"), unknownReplicas), []);
    assert.deepEqual(judge(ruleOf("object.metadata.name == 'other'"), unknownReplicas), [violation]);
  });

  it('fails closed for another error in an object with values that are not known', () => {
    const [found] = judge(ruleOf('object.spec.missing.field == 1'), unknownReplicas);
    assert.deepEqual(found!.unknown, []);
  });
});
