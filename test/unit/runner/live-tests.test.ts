import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import { throwawayTests } from '../../runner/mocha';

const project = resolve(__dirname, '../../..');

describe('The live tests on throwaway stacks', () => {
  it('are all run: each is in the folder of a system, and each folder is run once', () => {
    const files = readdirSync(join(project, 'test/live'), { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith('.throwaway.test.ts'))
      .map((entry) => `${relative(project, entry.parentPath)}/*.throwaway.test.ts`);
    assert.deepEqual(
      throwawayTests(project).map((tests) => tests.files),
      [...new Set(files)].sort(),
    );
    assert.ok(files.length > 0);
  });
});
