import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { contentOf, unlessPassed } from '../../runner/passed';
import { scratchFolder } from '../../support/unit/local';

describe('a check that passed', () => {
  const folder = scratchFolder();

  it('is repeated only with another key', async () => {
    const runs: string[] = [];
    for (const key of ['one', 'one', 'two', 'one']) {
      await unlessPassed(folder(), ['eslint', key], () => Promise.resolve(void runs.push(key)));
    }
    assert.deepEqual(runs, ['one', 'two']);
  });

  it('is repeated after it failed', async () => {
    const fail = (): Promise<undefined> => Promise.reject(new Error('a rule is broken'));
    for (let n = 0; n < 2; n++) await assert.rejects(unlessPassed(folder(), ['eslint'], fail), /rule/);
  });

  it('is repeated when a source is changed, added or renamed, but not when a generated file is', () => {
    const write = (name: string, text: string): void => {
      writeFileSync(join(folder(), name), text);
    };
    for (const name of ['settings', 'node_modules']) mkdirSync(join(folder(), name));
    write('index.ts', 'one');
    const contents = [contentOf(folder())];
    for (const change of [
      () => {
        write('index.ts', 'two');
      },
      () => {
        write('settings/kinds.ts', '');
      },
      () => {
        renameSync(join(folder(), 'settings/kinds.ts'), join(folder(), 'settings/kind.ts'));
      },
    ]) {
      change();
      contents.push(contentOf(folder()));
    }
    assert.equal(new Set(contents).size, 4);
    write('node_modules/package.js', '');
    assert.equal(contentOf(folder()), contents.at(-1));
  });
});
