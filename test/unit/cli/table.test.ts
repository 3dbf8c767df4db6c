import { strict as assert } from 'node:assert';

import { table } from '../../../cli/table';
import { renderUrls } from '../../../cli/urls';

describe('a table', () => {
  it('has columns as wide as their widest cell, and no trailing spaces', () => {
    assert.equal(
      table([
        ['a', 'long cell', ''],
        ['longer', 'b', 'c'],
      ]),
      '  a       long cell\n  longer  b          c\n',
    );
  });

  it('may have rows of different lengths, or no rows', () => {
    assert.equal(table([['a', 'b', 'c'], ['only'], ['x', 'yy']]), '  a     b   c\n  only\n  x     yy\n');
    assert.equal(table([]), '');
  });

  it('of URLs has a line that says when there are none', () => {
    assert.equal(renderUrls({}), '  (no URLs: nothing is deployed)\n');
    assert.equal(
      renderUrls({ urls: { a: 'http://a', system: 'http://b' } }),
      '  a       http://a\n  system  http://b\n',
    );
  });
});
