import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tryRun, type CommandOptions } from '../../local/host/command';
import { FailedTests } from './check';
import type { Results } from './results';

/**
 * Runs all tests of a folder in Python.
 *
 * @param pytest - the command
 * @param plugin - the folder of `results_plugin.py`
 * @param options - among them the folder as `cwd`
 * @throws FailedTests with what pytest printed
 */
export async function pytest(pytest: string, plugin: string, options: CommandOptions): Promise<Results> {
  const folder = mkdtempSync(join(tmpdir(), 'shared-keys-pytest-'));
  const file = join(folder, 'results.json');
  try {
    const args = ['--quiet', '-p', 'no:cacheprovider', '-p', 'results_plugin', `--results=${file}`];
    const env = {
      ...(options.env ?? process.env),
      PYTHONPATH: plugin,
      // Not into the sources, which are what an image is built from.
      PYTHONDONTWRITEBYTECODE: '1',
    };
    const { status, stdout, stderr } = await tryRun(pytest, args, { ...options, env });
    if (status === 0) return readResults(file);
    const results = { passed: 0, failed: 0, skipped: [], ...optionalResults(file) };
    throw new FailedTests({ ...results, failed: Math.max(1, results.failed) }, `${stdout}\n${stderr}`.trim());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readResults(file: string): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

/** Without a file pytest ended early, such as by a fault in a conftest.py. */
function optionalResults(file: string): Results | undefined {
  try {
    return readResults(file);
  } catch {
    return undefined;
  }
}
