import assert from 'node:assert/strict';

import { textOf } from '../../support/unit/documents';

const readme = textOf('README.md');

describe('README', () => {
  it('has at most 110 lines', () => {
    assert.ok(readme.trimEnd().split('\n').length <= 110);
  });

  it('leads to every page of docs and to CONTRIBUTING.md', () => {
    const pages = [
      'settings',
      'operations',
      'local-cluster',
      'previews',
      'ci',
      'security',
      'policy',
      'manifests',
      'requirements',
      'adding-a-system',
    ];
    for (const page of [...pages.map((name) => `docs/${name}.md`), 'CONTRIBUTING.md'])
      assert.ok(readme.includes(`(${page})`), page);
  });
});
