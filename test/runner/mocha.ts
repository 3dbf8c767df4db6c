import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tryRun, type CommandOptions } from '../../local/host/command';
import { messageOf } from '../../local/host/failure';
import type { Results } from './results';

/** The results of a folder of tests, and the output that is not shown yet. */
export interface MochaRun extends Results {
  readonly output: string;
}

/**
 * Runs a folder of tests with mocha in a separate process, and reads the results that the reporter has written.
 *
 * @param stage - the folder in `test`
 * @param options - with the folder of the project as `cwd`; with `terminal`, the output is shown as it comes, and otherwise
 * it is returned
 * @returns the results; one failed test when mocha did not finish
 */
export async function mocha(stage: string, options: CommandOptions): Promise<MochaRun> {
  const folder = mkdtempSync(join(tmpdir(), 'shared-keys-tests-'));
  const results = join(folder, 'results.json');
  try {
    const program = join(options.cwd ?? '.', 'node_modules', 'mocha', 'bin', 'mocha.js');
    const reporter = ['--reporter', 'test/runner/reporter.js', '--reporter-option', `results=${results}`];
    const args = [program, ...reporter, `test/${stage}/**/*.test.ts`];
    const { stdout, stderr } = await tryRun(process.execPath, args, options);
    const output = [stdout, stderr].map((text) => (text === '' ? '' : `${text}\n`)).join('');
    return { ...(JSON.parse(readFileSync(results, 'utf8')) as Results), output };
  } catch (error) {
    options.signal?.throwIfAborted();
    const output = `  ✗ the ${stage} tests did not finish: ${messageOf(error)}\n`;
    return { passed: 0, failed: 1, skipped: [], output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
