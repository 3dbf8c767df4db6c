import assert from 'node:assert/strict';

import MarkdownIt from 'markdown-it';

import { operations, type Operation } from '../../../components/change';
import {
  commentOf,
  headline,
  LONGEST_COMMENT,
  MARKER,
  noChangesComment,
} from '../../../preview/comment-text';
import type { StackPreview } from '../../../preview/report';
import { changeOf, previewOf, property } from './make-previews';

const comment = (...stacks: StackPreview[]) => commentOf({ version: 1, stacks });

/** Fifty stacks with a hundred changes each, a quarter of them of each operation, and long values with all that is markup. */
const many = Array.from({ length: 50 }, (_, stack) =>
  previewOf(`stack-${stack}`, {
    changes: operations.flatMap((operation) =>
      Array.from({ length: 25 }, (_one, index) =>
        changeOf(operation, {
          object: `namespace-${stack}/object-${operation}-${index}`,
          properties:
            operation === 'create'
              ? []
              : [property(`spec.field${index}`, '```\n</details>'.repeat(30), '<b>'.repeat(200))],
        }),
      ),
    ),
  }),
);

/** Every fence, fold and emphasis that a comment opens is closed: a reader of GitHub's Markdown finds them in pairs. */
function assertValid(markdown: string): void {
  const tokens = new MarkdownIt({ html: true }).parse(markdown, {});
  const html = tokens.filter(({ type }) => type === 'html_block').map(({ content }) => content.trim());
  const folds = html.filter((one) => one !== MARKER);
  assert.deepEqual(
    folds.filter((_, index) => index % 2 === 0),
    folds.filter((_, index) => index % 2 === 1).map(() => '<details><summary>What is created</summary>'),
  );
  assert.deepEqual(
    new Set(folds.filter((_, index) => index % 2 === 1)),
    new Set(folds.length > 0 ? ['</details>'] : []),
  );
  for (const { content } of tokens.filter(({ type }) => type === 'fence'))
    assert.match(content, /^( {2}|[-+] {3}|[^\n])/);
  // Nothing but what the comment itself marks is markup in lines of text.
  const inline = tokens.flatMap(({ children }) => children ?? []).map(({ type }) => type);
  assert.deepEqual(
    inline.filter(
      (type) =>
        !/^(text|softbreak|code_inline|strong_open|strong_close|em_open|em_close|text_special)$/.test(type),
    ),
    [],
  );
}

describe('the comment on a pull request', () => {
  it('begins with a line that says all', () => {
    const dev = previewOf('dev', {
      changes: [changeOf('replace'), changeOf('update'), changeOf('update'), changeOf('update')],
    });
    assert.equal(
      headline([previewOf('prod'), dev]),
      '2 stacks: dev replaces 1, changes 3 · prod unchanged · policies pass',
    );
    assert.equal(comment(previewOf('prod'), dev).split('\n')[2], `**${headline([previewOf('prod'), dev])}**`);
  });

  it('says in that line that data is lost, that a rule is broken, that a preview failed or that no policy judged', () => {
    const meanings = [{ system: 'hotels', text: 'THE HOTELS ARE LOST', loses: true }];
    const violations = [{ policy: 'images-by-digest', message: 'search: a tag', mandatory: true }];
    assert.equal(
      headline([previewOf('dev', { changes: [changeOf('delete')], meanings, violations })]),
      '1 stack: dev deletes 1 · DATA IS LOST · 1 broken policy rule',
    );
    assert.equal(
      headline([previewOf('dev', { errors: ['no'], policyPacks: [] })]),
      '1 stack: dev fails · policies not judged',
    );
  });

  it('names no more than twelve stacks in that line, the most dangerous first', () => {
    const calm = Array.from({ length: 20 }, (_, index) => previewOf(`calm-${index}`));
    const line = headline([...calm, previewOf('wild', { changes: [changeOf('delete')] })]);
    assert.match(line, /^21 stacks: wild deletes 1 · calm-0 unchanged · .* · 9 more · policies pass$/);
  });

  it('has a section for each stack that changes, with what is broken, what it means, and each property', () => {
    const dev = previewOf('dev', {
      changes: [changeOf('update', { properties: [property('spec.replicas', 4, 5)] }), changeOf('create')],
      meanings: [{ system: 'search', text: '5 pods of the search instead of 4', loses: false }],
      violations: [{ policy: 'open-budgets', message: 'search-budget: allows no eviction', mandatory: true }],
    });
    assert.equal(
      comment(dev, previewOf('prod')),
      `${MARKER}

**2 stacks: dev changes 1, creates 1 · prod unchanged · 1 broken policy rule**

### dev changes 1, creates 1

- ❌ open-budgets: search-budget: allows no eviction

- search: 5 pods of the search instead of 4

**changes** \`Deployment search/api-search\`

\`\`\`diff
  spec.replicas
-   4
+   5
\`\`\`

<details><summary>What is created</summary>

**creates** \`Deployment search/api-search\`

</details>

31 resources unchanged · judged by shared-keys`,
    );
  });

  it('says which property replaces a resource, and that what is retained stays', () => {
    const properties = [{ path: 'metadata.name', replaces: true, old: 'a', new: 'b' }];
    const text = comment(
      previewOf('dev', { changes: [changeOf('replace', { retained: true, properties })] }),
    );
    assert.match(
      text,
      /^\*\*replaces\*\* `Deployment search\/api-search` \(what it was stays in the cluster\)$/m,
    );
    assert.match(text, /^ {2}metadata\.name {2}\(has to be replaced for it\)$/m);
  });

  it('cuts a long value and a long list of properties, and says how much there is', () => {
    const properties = Array.from({ length: 40 }, (_, index) =>
      property(`p${index}`, 'x'.repeat(299) + '🔑', 'short'),
    );
    const text = comment(previewOf('dev', { changes: [changeOf('update', { properties })] }));
    assert.match(text, /^- {3}x{299}… \(301 characters\)$/m);
    assert.match(text, /^ {2}… and 15 more properties$/m);
    assert.equal(Buffer.from(text).toString(), text);
  });

  for (const text of [
    '```',
    '</details>',
    '**bold**',
    '@everyone',
    '#1',
    '| a |',
    'a\r\nb',
    '<script>',
    'www.example.org',
    '- x',
    '1. x',
    '`',
  ])
    it(`shows the text ${JSON.stringify(text)} as it is, wherever it comes from`, () => {
      const markdown = comment(
        previewOf('dev', {
          changes: [changeOf('update', { object: text, properties: [property('p', text, text)] })],
          meanings: [{ system: 'search', text, loses: false }],
          violations: [{ policy: text, message: text, mandatory: false }],
        }),
        previewOf('failed', { errors: [text] }),
      );
      assertValid(markdown);
      const tokens = new MarkdownIt({ html: true }).parse(markdown, {});
      const shown = tokens
        .filter(({ type }) => type === 'inline')
        .map(({ children }) => children!.map(({ content }) => content).join(''));
      const line = text.replaceAll(/\s+/g, ' ');
      assert.ok(shown.includes(`search: ${line}`), shown.join('\n'));
      assert.ok(shown.includes(`⚠️ ${line}: ${line}`), shown.join('\n'));
    });

  it('fits into 65,536 characters with 50 stacks of 5,000 changes, and is valid', () => {
    const text = comment(...many);
    assert.ok(text.length <= LONGEST_COMMENT && text.length > LONGEST_COMMENT * 0.8, String(text.length));
    assertValid(text);
  });

  it('leaves out the least dangerous changes first, and counts what it leaves out', () => {
    const text = comment(...many);
    const shown = (operation: Operation): number => text.split(`/object-${operation}-`).length - 1;
    assert.ok(shown('delete') > 0);
    // What is less dangerous is shown only when all that is more dangerous is.
    if (shown('delete') < 1250) assert.equal(shown('replace'), 0);
    assert.equal(shown('create'), 0);
    const left = [...text.matchAll(/(\d+) (delete|replace|update|create)s(?=[,.])/g)].map(
      ([, count, operation]) => [operation, Number(count)] as const,
    );
    for (const operation of operations) {
      const counted = left.filter(([one]) => one === operation).reduce((sum, [, count]) => sum + count, 0);
      assert.equal(shown(operation) + counted, 1250, operation);
    }
  });

  for (const longest of [1_000, 3_000, 10_000, 30_000])
    it(`is valid and not longer than allowed when ${longest} characters are`, () => {
      const text = commentOf({ version: 1, stacks: many }, longest);
      assert.ok(text.length <= longest, String(text.length));
      assertValid(text);
      const sections = text.split('\n### ').length - 1;
      const left = Number(/(\d+) more stacks\._$/.exec(text)?.[1] ?? 0);
      assert.equal(sections + left, 50);
    });

  it('says that there are no changes any more', () => {
    assert.equal(
      noChangesComment({ version: 1, stacks: [previewOf('dev')] }),
      `${MARKER}\n\n**No changes any more.** 1 stack: dev unchanged · policies pass`,
    );
  });
});
