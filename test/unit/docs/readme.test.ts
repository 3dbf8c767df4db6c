import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { stackDefinitions } from '../../../components/stack';
import { systems } from '../../../components/systems';
import { settingsTable } from '../../../settings';

const root = join(__dirname, '..', '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('docs/settings.md', () => {
  it('lists every setting as it is checked', () => {
    const page = readFileSync(join(root, 'docs', 'settings.md'), 'utf8');
    const table = /<!-- settings: [^>]*-->\n([^]*?)\n<!-- \/settings -->/.exec(page)?.[1];
    assert.equal(table, settingsTable(stackDefinitions(systems)).trim());
  });
});

describe('README', () => {
  it('names only npm scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map((match) => match[1] ?? '');
    assert.ok(named.length > 5);
    assert.deepEqual(
      named.filter((name) => !(name in scripts)),
      [],
    );
  });
});
