import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';

import { run } from '../../../local/host/command';
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

  it('are left out when what kubectl applied is tested, and the others are not', async function () {
    this.timeout(60_000);
    /** The files whose tests mocha would run. */
    const files = async (MANIFESTS: string | undefined): Promise<string[]> => {
      const mocha = join(project, 'node_modules', 'mocha', 'bin', 'mocha.js');
      const args = [mocha, '--dry-run', '--reporter', 'json', 'test/live/search/*.test.ts'];
      const env = { ...process.env, MANIFESTS };
      const { tests } = JSON.parse(await run(process.execPath, args, { cwd: project, env })) as {
        tests: { file: string }[];
      };
      return [...new Set(tests.map(({ file }) => basename(file)))];
    };
    const [all, some] = await Promise.all([files(undefined), files('manifests-dev')]);
    assert.ok(all.includes('upstream.throwaway.test.ts'));
    assert.deepEqual(
      some,
      all.filter((file) => !file.endsWith('.throwaway.test.ts')),
    );
  });
});
