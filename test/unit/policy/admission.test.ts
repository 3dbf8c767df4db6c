import assert from 'node:assert/strict';

import { admissionPolicySpec, enforcedLabel, staticAdmission } from '../../../policy/admission';
import { rules } from '../../../policy/rules';

interface Item {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly policyName?: string;
    readonly matchResources?: object;
    readonly validationActions?: object;
  };
}

describe('the rules that an API server loads from a file', () => {
  const { items } = staticAdmission(rules) as { items: readonly Item[] };
  const policies = items.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
  const bindings = items.filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');

  it('are all rules for single objects, as the policies in the cluster have them', () => {
    assert.deepEqual(
      policies.map(({ spec }) => spec),
      rules.map(admissionPolicySpec),
    );
  });

  it('have the names that only such files may give', () => {
    for (const { metadata } of items) assert.match(metadata.name, /^shared-keys\.[-a-z]+\.static\.k8s\.io$/);
    assert.equal(new Set(policies.map(({ metadata }) => metadata.name)).size, rules.length);
  });

  it('refuse in the namespaces with the label alone', () => {
    assert.deepEqual(
      bindings.map(({ spec }) => spec),
      policies.map(({ metadata }) => ({
        policyName: metadata.name,
        validationActions: ['Deny'],
        matchResources: { namespaceSelector: { matchLabels: enforcedLabel } },
      })),
    );
  });
});
