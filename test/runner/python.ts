import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run, type CommandOptions } from '../../local/host/command';
import { Failure, messageOf } from '../../local/host/failure';
import type { Paths } from '../../local/host/paths';

/** A file that is written last: without it, the folder is incomplete. */
const COMPLETE = 'complete';

/**
 * Creates a virtual environment with the packages of the Python services and their tests.
 *
 * @returns as {@link ensurePackages}
 */
export function ensurePython(paths: Paths, options: CommandOptions): Promise<string> {
  return ensurePackages(paths, join('test', 'runner', 'python', 'requirements.txt'), options);
}

/**
 * Creates a virtual environment with packages, once for each content of their list. pip verifies every package by its hash.
 *
 * @param list - the path of the list in the project
 * @returns the folder of its commands
 * @throws Failure when the machine has no Python with `venv`, or pip cannot install the packages
 */
export async function ensurePackages(paths: Paths, list: string, options: CommandOptions): Promise<string> {
  const requirements = join(paths.project, list);
  const version = await pythonVersion(options);
  const key = createHash('sha256').update(version).update(readFileSync(requirements)).digest('hex');
  // Created in its final folder: a virtual environment contains its own path, so it cannot be renamed.
  const folder = join(paths.cache, 'python', key.slice(0, 16));
  const bin = join(folder, 'bin');
  if (existsSync(join(folder, COMPLETE))) return bin;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    await run('python3', ['-m', 'venv', folder], options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new Failure(
      `Python cannot create a virtual environment: run \`apt-get install python3-venv\`. ${messageOf(error)}`,
    );
  }
  const install = ['install', '--quiet', '--disable-pip-version-check', '--require-hashes'];
  await run(join(bin, 'pip'), [...install, '--requirement', requirements], options);
  writeFileSync(join(folder, COMPLETE), '');
  return bin;
}

async function pythonVersion(options: CommandOptions): Promise<string> {
  try {
    return await run('python3', ['-c', 'import sys; print(sys.executable, sys.version)'], options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new Failure(
      `The tests need Python 3.11 or newer: run \`apt-get install python3 python3-venv\`. ${messageOf(error)}`,
    );
  }
}
