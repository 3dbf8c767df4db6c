import assert from 'node:assert/strict';

import { live, onlyWith } from '../../support/live/live';
import { bundledEntries, Search } from './search';

/** Names that clients and servers like to get wrong. */
const difficult = [
  ...[
    '/',
    '%',
    '%2F',
    '%25',
    '#',
    '?',
    '&',
    '=',
    '+',
    ' ',
    '  ',
    '-',
    '-/healthz',
    '"',
    '\\',
    '\n',
    '\0',
    '😀',
  ],
  ...['é', 'e\u0301', 'ń', 'İ', 'i̇', 'ü', '™', "'", '(', ')', ',', '.NET', '..a', 'Nombre', 'no such name'],
  'x'.repeat(1000),
];

/** Names to ask for: whole ones, parts, the same in other cases, and difficult ones. */
function namesToAsk(): string[] {
  const names = bundledEntries().map(({ API }) => API);
  const every = (step: number): string[] => names.filter((_, index) => index % step === 0);
  return [
    ...new Set([
      ...every(20),
      ...every(31).map((name) => name.slice(1, 4)),
      ...every(37).map((name) => name.toUpperCase()),
      ...every(41).map((name) => name.toLowerCase()),
      ...names.filter((name) => /[^\x20-\x7e]|[/?#%&+]|\s$/.test(name)),
      ...Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
      ...difficult,
    ]),
  ].filter((name) => name !== '');
}

describe('The API search', function () {
  this.timeout(60_000);
  onlyWith('search');

  it('finds what a search of the whole catalogue finds, for hundreds of names, with every replica', async () => {
    const search = await Search.of(live.cluster, live.stack.outputs);
    const entries = bundledEntries();
    const asked = namesToAsk();
    assert.ok(asked.length >= 200);

    const answers: Record<string, number> = {};
    const askAll = async (names: Iterator<string>): Promise<void> => {
      for (let next = names.next(); next.done !== true; next = names.next()) {
        const { status, data, headers } = await search.ask(next.value);
        assert.equal(status, 200, JSON.stringify(next.value));
        const expected = entries.filter(({ API }) => API.includes(next.value));
        assert.deepEqual(data, expected, JSON.stringify(next.value));
        const replica = String(headers['x-served-by']);
        answers[replica] = (answers[replica] ?? 0) + 1;
      }
    };
    // A few clients that share one list.
    const names = asked.values();
    await Promise.all([names, names, names, names].map(askAll));

    const pods = await search.workload.podNames();
    assert.deepEqual(Object.keys(answers).sort(), [...pods].sort());
    // Each request goes to any replica: a fair share each, give or take.
    const fair = asked.length / pods.length;
    for (const count of Object.values(answers)) {
      assert.ok(count > fair / 3 && count < fair * 3, JSON.stringify(answers));
    }
  });

  it('uses the bundled catalogue in every replica as long as there is no other', async () => {
    const search = await Search.of(live.cluster, live.stack.outputs);
    const expected = { source: 'bundled', count: bundledEntries().length, refreshedAt: null };
    for (const state of await search.catalogues()) assert.deepEqual(state, expected);
  });
});
