import assert from 'node:assert/strict';

import { stackDefinitions } from '../../../components/stack';
import { systems } from '../../../components/systems';
import { settingsTable } from '../../../settings';
import { textOf } from '../../support/unit/documents';

describe('docs/settings.md', () => {
  it('lists every setting as in the definitions', () => {
    const table = /<!-- settings: [^>]*-->\n([^]*?)\n<!-- \/settings -->/.exec(textOf('docs/settings.md'));
    assert.equal(table?.[1], settingsTable(stackDefinitions(systems)).trim());
  });
});
