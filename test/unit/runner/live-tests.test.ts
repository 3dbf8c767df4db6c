import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { run } from '../../../local/host/command';
import { throwawayTests } from '../../runner/mocha';

const project = resolve(__dirname, '../../..');

describe('The live tests on throwaway stacks', () => {
  /** The files of each piece. */
  const pieces = throwawayTests(project).map(({ files }) => {
    const [, folder, names] = /^(.+)\/@\((.+)\)\.throwaway\.test\.ts$/.exec(files)!;
    return names!.split('|').map((name) => join(project, folder!, `${name}.throwaway.test.ts`));
  });
  const sharing = /\bthrowaway\(/;

  it('are all run, each once, and the pieces of the most files begin first', () => {
    const files = readdirSync(join(project, 'test/live'), { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith('.throwaway.test.ts'))
      .map((entry) => join(entry.parentPath, entry.name));
    assert.deepEqual(pieces.flat().sort(), files.sort());
    const sizes = pieces.map(({ length }) => length);
    assert.deepEqual(
      sizes,
      [...sizes].sort((one, other) => other - one),
    );
    assert.ok(sizes[0]! > 0);
  });

  it('are alone on the machine when no request may fail while pods are replaced', () => {
    const loaded = (piece: readonly string[]): boolean =>
      piece.some((file) => /\bunderLoad\(/.test(readFileSync(file, 'utf8')));
    const quiet = throwawayTests(project).map((piece) => piece.quiet);
    assert.deepEqual(quiet, pieces.map(loaded));
    assert.ok(quiet.includes(true) && quiet.includes(false));
  });

  it('are in one piece when they share a throwaway stack', () => {
    const sharers = pieces.flat().filter((file) => sharing.test(readFileSync(file, 'utf8')));
    for (const folder of new Set(sharers.map((file) => dirname(file)))) {
      const theirs = sharers.filter((file) => dirname(file) === folder);
      assert.equal(pieces.filter((piece) => theirs.some((file) => piece.includes(file))).length, 1, folder);
    }
    assert.ok(sharers.length > 0);
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
