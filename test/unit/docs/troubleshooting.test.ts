import assert from 'node:assert/strict';

import { projectPaths, textOf } from '../../support/unit/documents';

/** The messages in the table: texts in backticks with a space, except for commands. */
function messagesIn(page: string): string[] {
  const [, table = ''] = /^## Troubleshooting$([^]*?)^## /m.exec(page) ?? [];
  return [...table.matchAll(/^\| (.*?) \| /gm)]
    .flatMap(([, seen = '']) => [...seen.matchAll(/`([^`]+ [^`]+)`/g)].map((match) => match[1]!))
    .filter((message) => !message.startsWith('npm run '));
}

describe('docs/local-cluster.md', () => {
  it('names only messages that the project prints', () => {
    const sources = projectPaths()
      .filter((path) => /^(?:cli|local|components)\/.*\.(?:ts|sh)$/.test(path))
      .map(textOf);
    const messages = messagesIn(textOf('docs/local-cluster.md'));
    assert.ok(messages.length >= 9, messages.join('\n'));
    for (const message of messages) {
      const parts = message.split('…').map((part) => part.trim());
      assert.ok(
        sources.some((source) => parts.every((part) => source.includes(part))),
        message,
      );
    }
  });
});
