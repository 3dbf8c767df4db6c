import assert from 'node:assert/strict';

import {
  brokenLinks,
  missingPaths,
  pages,
  projectPaths,
  scriptsIn,
  textOf,
} from '../../support/unit/documents';

const paths = projectPaths();
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

for (const page of pages(paths)) {
  describe(page.path, () => {
    it('names only npm scripts that exist', () => {
      assert.deepEqual(
        scriptsIn(page.text).filter((name) => !(name in scripts)),
        [],
      );
    });

    it('links only to pages, files and headings that exist', () => {
      assert.deepEqual(brokenLinks(page, paths), []);
    });

    it('names only paths that exist', () => {
      assert.deepEqual(missingPaths(page.text, paths), []);
    });

    it('has no line of more than 125 characters, except in tables', () => {
      const long = page.text.split('\n').filter((line) => line.length > 125 && !line.startsWith('|'));
      assert.deepEqual(long, []);
    });
  });
}

describe('the check of a page', () => {
  it('finds the npm scripts in its text and its code', () => {
    assert.deepEqual(
      scriptsIn('`npm run up`, `npm test -- unit`\n\n```sh\neval "$(npm run -s env)"\n```\n'),
      ['up', 'test', 'env'],
    );
    assert.deepEqual(scriptsIn('`npm run COMMAND`, `npm ci`'), []);
  });

  it('finds links to files and headings that do not exist', () => {
    const links = [
      '[a](settings.md) [b](gone.md) [c](../README.md#two-commands) [d](../README.md#gone) [e](#here)',
      '[f](https://example.org/gone.md) [g](#gone)\n\n## Here',
    ].join(' ');
    const gone = ['gone.md', '../README.md#gone', '#gone'];
    assert.deepEqual(brokenLinks({ path: 'docs/made-up.md', text: links }, paths), gone);
  });

  it('finds paths that do not exist, and no others', () => {
    const named =
      '`components/systems.ts` `docs/` `components/*/settings.ts` `index.ts` `/var/lib/gone` `a/b`';
    assert.deepEqual(missingPaths(`${named} \`images/<image>/\` \`pulumi up\``, paths), []);
    const gone = '`components/gone.ts` `docs/*.txt` `gone.yaml` `components/systems.ts/`';
    assert.deepEqual(missingPaths(gone, paths), ['components/gone.ts', 'docs/*.txt', 'gone.yaml']);
  });
});
