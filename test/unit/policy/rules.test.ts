import assert from 'node:assert/strict';

import { judge } from '../../../policy/judge';
import type { Manifest } from '../../../policy/rule';
import { rules, stackRules } from '../../../policy/rules';
import type { Stack } from '../../../policy/stack-rule';
import { changed } from '../../support/policy/mutations';

/** The names of the rules that an object breaks. */
function broken(object: Manifest): string[] {
  return [...new Set(rules.flatMap((rule) => judge(rule, object)).map(({ rule }) => rule))];
}

describe('the rules', () => {
  it('have names of their own, which name their files', () => {
    const names = [...rules, ...stackRules].map(({ name }) => name);
    assert.deepEqual([...new Set(names)], names);
  });

  for (const rule of rules)
    describe(rule.name, () => {
      it('passes its good examples, as all rules do', () => {
        assert.ok(rule.good.length > 0);
        for (const good of rule.good) assert.deepEqual(broken(good), []);
      });

      for (const bad of rule.bad)
        it(`refuses, as the only rule, that ${bad.what}`, () => {
          assert.deepEqual(broken(changed(rule.good, bad)), [rule.name]);
        });

      rule.validations.forEach(({ message }, left) => {
        it(`needs its clause "${message}": without it, a bad example passes`, () => {
          const validations = rule.validations.filter((_, index) => index !== left);
          const passing = rule.bad.filter(
            (bad) => judge({ ...rule, validations }, changed(rule.good, bad)).length === 0,
          );
          assert.ok(passing.length > 0);
        });
      });
    });

  for (const rule of stackRules)
    describe(rule.name, () => {
      it('passes its good stacks', () => {
        assert.ok(rule.good.length > 0);
        for (const good of rule.good) assert.deepEqual(rule.judge(good), []);
      });

      for (const bad of rule.bad)
        it(`refuses that ${bad.what}`, () => {
          const found = rule.judge(changed<Stack>(rule.good, bad));
          assert.ok(found.length > 0);
          for (const { message, remedy } of found) assert.ok(message !== '' && remedy !== '');
        });
    });
});
