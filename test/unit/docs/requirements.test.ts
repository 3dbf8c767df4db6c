import assert from 'node:assert/strict';

import { projectPaths, textOf } from '../../support/unit/documents';
import { citationsIn, hasTest, requirementsUnder } from '../../support/unit/requirements';

const page = textOf('docs/requirements.md');
const documents = [
  'Ejercicio 6',
  'Solución al ejercicio 6',
  'Práctica Docker/Kubernetes',
  'Unidad 06 - Multi Container Pods',
  'Kubernetes',
];

describe('docs/requirements.md', () => {
  const paths = projectPaths();

  for (const heading of [...documents, 'Beyond the documents']) {
    it(`names the tests for each demand, or says that there is none: ${heading}`, () => {
      const rows = requirementsUnder(heading, page);
      assert.ok(rows.length >= 10, `${rows.length} rows`);
      for (const { demand, proof } of rows)
        assert.ok(citationsIn(proof).length > 0 || proof.includes('Not tested'), demand);
    });

    it(`cites only tests that exist: ${heading}`, () => {
      const cited = requirementsUnder(heading, page).flatMap(({ proof }) => citationsIn(proof));
      assert.deepEqual(
        cited.filter((citation) => !paths.includes(citation.file) || !hasTest(citation)),
        [],
      );
    });
  }

  it('has the anchors by which code comments cite the documents', () => {
    const sources = paths.filter((path) => /(?:\.(?:ts|js|go|py|sh|yaml)|Dockerfile)$/.test(path));
    const cited = sources.flatMap((path) =>
      [...textOf(path).matchAll(/docs\/requirements\.md#([\w-]+)/g)].map((match) => match[1]!),
    );
    assert.deepEqual(
      cited.filter((anchor) => !page.includes(`<a id="${anchor}"></a>`)),
      [],
    );
  });
});

describe('the check of a citation', () => {
  const file = 'test/unit/docs/requirements.test.ts';

  it('finds the title of a test, and part of a title with placeholders', () => {
    assert.ok(hasTest({ file, title: 'finds the title of a test, and part of a title' }));
    assert.ok(hasTest({ file, title: 'cites only tests that exist: ' }));
  });

  it('does not find other text of the file', () => {
    assert.ok(!hasTest({ file, title: 'docs/requirements.md#' }));
    assert.ok(!hasTest({ file, title: 'no such title' + ' at all' }));
    assert.ok(!hasTest({ file: 'images/search/tests/test_api.py', title: 'test_it_is' }));
    assert.ok(!hasTest({ file: 'images/tokens/cmd/creator/tokens_test.go', title: 'TestAToken' }));
  });
});
