import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';

import { run } from '../../../local/host/command';
import { throwawayTests } from '../../runner/mocha';

const project = resolve(__dirname, '../../..');

describe('The live tests on throwaway stacks', () => {
  it('are all run, by folders, each once, and the folders with the most files begin first', () => {
    const files = readdirSync(join(project, 'test/live'), { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith('.throwaway.test.ts'))
      .map((entry) => `${relative(project, entry.parentPath)}/*.throwaway.test.ts`);
    const run = throwawayTests(project).map((tests) => tests.files);
    assert.deepEqual([...run].sort(), [...new Set(files)].sort());
    const sizes = run.map((pattern) => files.filter((file) => file === pattern).length);
    assert.deepEqual(
      sizes,
      [...sizes].sort((one, other) => other - one),
    );
    assert.ok(sizes[0]! > 0);
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
