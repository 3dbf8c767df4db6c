import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tryRun, type CommandOptions } from '../../local/host/command';
import { messageOf } from '../../local/host/failure';
import { oneFailed, type Results } from './results';

/** The results of tests, and the output that is not shown yet. */
export interface MochaRun extends Results {
  readonly output: string;
}

/** Files of tests. */
export interface TestFiles {
  /** The name of the tests in messages. */
  readonly name: string;
  /** The files, as a pattern. */
  readonly files: string;
  /** The files among them that are left out, as a pattern. */
  readonly without?: string;
  /**
   * Whether they run beside tests that measure how soon pods come back: with a lower priority, so that the cluster's
   * programs and the pods get the processors first. Default: no.
   */
  readonly beside?: boolean;
}

/** All tests in a folder of `test`. */
export function testsIn(folder: string): TestFiles {
  return { name: folder, files: `test/${folder}/**/*.test.ts` };
}

const throwaway = 'test/live/**/*.throwaway.test.ts';
/** The live tests of the stack itself: they stop its pods, and check at the end that it is as it was. */
export const liveTests: TestFiles = { ...testsIn('live'), without: throwaway };
const ending = '.throwaway.test.ts';
/** How the source of a test calls for a throwaway stack that it shares with others, and for one of its own. */
const [shared, own] = [/\bthrowaway\(/, /\bunsharedThrowaway\(/];
/** How the source of a test has clients go on while pods are replaced, none of whose requests may fail. */
const loaded = /\bunderLoad\(/;

/** Live tests on throwaway stacks. */
export interface ThrowawayTests extends TestFiles {
  /** Whether nothing else may keep the processors busy: pods that get none of them answer no probe, and nobody is served. */
  readonly quiet: boolean;
}

/**
 * The live tests on throwaway stacks, which leave the stack itself alone, in pieces that may run at once. The files of a
 * folder that share throwaway stacks are one piece, and those on stacks of their own another. The pieces of the most files
 * come first: they take the longest, and one that began last would run alone at the end.
 *
 * @param project - the folder of the project
 */
export function throwawayTests(project: string): ThrowawayTests[] {
  const live = join(project, 'test', 'live');
  const pieces = readdirSync(live)
    .sort()
    .flatMap((folder) => {
      const files = readdirSync(join(live, folder)).filter((file) => file.endsWith(ending));
      const sourceOf = (file: string): string => readFileSync(join(live, folder, file), 'utf8');
      const isAlone = (file: string): boolean => own.test(sourceOf(file)) && !shared.test(sourceOf(file));
      const isQuiet = (file: string): boolean => loaded.test(sourceOf(file));
      return [
        { name: folder, files: files.filter((file) => !isAlone(file)) },
        { name: `${folder}, stacks of their own`, files: files.filter(isAlone) },
      ].map((piece) => ({ ...piece, folder, quiet: piece.files.some(isQuiet) }));
    });
  return pieces
    .filter(({ files }) => files.length > 0)
    .sort((one, other) => other.files.length - one.files.length)
    .map(({ name, folder, files, quiet }) => ({
      name: `throwaway ${name}`,
      quiet,
      files: `test/live/${folder}/@(${files.map((file) => file.slice(0, -ending.length)).join('|')})${ending}`,
    }));
}

/**
 * All cases of what can happen to a stack after its first deployment, by systems.
 *
 * @param project - the folder of the project
 */
export function dayTwoTests(project: string): TestFiles[] {
  const files = readdirSync(join(project, 'test', 'live', 'day-two')).filter((file) =>
    file.endsWith('.matrix.ts'),
  );
  return files.sort().map((file) => ({
    name: `day two of ${file.slice(0, -'.matrix.ts'.length)}`,
    files: `test/live/day-two/${file}`,
  }));
}

/**
 * Runs tests with mocha in a separate process, and reads the results that the reporter has written.
 *
 * @param tests - the files
 * @param options - with the folder of the project as `cwd`; with `terminal`, the output is shown as it comes, and otherwise
 * it is returned
 * @returns the results; one failed test when mocha did not finish
 */
export async function mocha(tests: TestFiles, options: CommandOptions): Promise<MochaRun> {
  const folder = mkdtempSync(join(tmpdir(), 'shared-keys-tests-'));
  const results = join(folder, 'results.json');
  try {
    const program = join(options.cwd ?? '.', 'node_modules', 'mocha', 'bin', 'mocha.js');
    const reporter = ['--reporter', 'test/runner/reporter.js', '--reporter-option', `results=${results}`];
    const ignored = tests.without === undefined ? [] : ['--ignore', tests.without];
    const args = [program, ...reporter, ...ignored, tests.files];
    const command = [...(tests.beside ? ['nice', '-n', '10'] : []), process.execPath, ...args] as const;
    const { stdout, stderr } = await tryRun(command[0]!, command.slice(1), options);
    const output = [stdout, stderr].map((text) => (text === '' ? '' : `${text}\n`)).join('');
    return { ...(JSON.parse(readFileSync(results, 'utf8')) as Results), output };
  } catch (error) {
    options.signal?.throwIfAborted();
    const title = `the ${tests.name} tests did not finish`;
    return { ...oneFailed(title, messageOf(error)), output: `  ✗ ${title}: ${messageOf(error)}\n` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
