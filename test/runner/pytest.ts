import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tryRun, type CommandOptions } from '../../local/host/command';
import { FailedTests } from './check';
import { oneFailed, type Results } from './results';

/**
 * Runs all Python tests of a folder.
 *
 * @param pytest - the path of the command
 * @param plugin - the folder of `results_plugin.py`
 * @param options - with the folder of the tests as `cwd`
 * @throws FailedTests with the output of pytest
 */
export async function pytest(pytest: string, plugin: string, options: CommandOptions): Promise<Results> {
  const folder = mkdtempSync(join(tmpdir(), 'shared-keys-pytest-'));
  const file = join(folder, 'results.json');
  try {
    const args = ['--quiet', '-p', 'no:cacheprovider', '-p', 'results_plugin', `--results=${file}`];
    const env = {
      ...(options.env ?? process.env),
      PYTHONPATH: plugin,
      // No bytecode files in the sources: they would become part of the build context of an image.
      PYTHONDONTWRITEBYTECODE: '1',
    };
    const { status, stdout, stderr } = await tryRun(pytest, args, { ...options, env });
    if (status === 0) return readResults(file);
    const output = `${stdout}\n${stderr}`.trim();
    const results = optionalResults(file);
    throw new FailedTests(results?.failed.length ? results : oneFailed('pytest', output), output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readResults(file: string): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

/** The results, or undefined when pytest exited early and wrote none, such as after an error in a conftest.py. */
function optionalResults(file: string): Results | undefined {
  try {
    return readResults(file);
  } catch {
    return undefined;
  }
}
