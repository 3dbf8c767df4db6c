import assert from 'node:assert/strict';

import { rules, stackRules } from '../../../policy/rules';
import { rulesTable } from '../../../policy/table';
import { textOf } from '../../support/unit/documents';

describe('docs/policy.md', () => {
  it('lists every rule as in its file', () => {
    const table = /<!-- rules: [^>]*-->\n([^]*?)\n<!-- \/rules -->/.exec(textOf('docs/policy.md'));
    assert.equal(table?.[1], rulesTable(rules, stackRules));
  });
});
