import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run, type CommandOptions } from '../local/host/command';
import { Failure } from '../local/host/failure';

/**
 * Fails unless the checked-out commit is what a version is released from: nothing is changed, and its tag, if it has one of a
 * version, is `v` and the version.
 *
 * @param project - the folder of the project
 * @param version - the version in `package.json`
 * @throws Failure otherwise
 */
export async function checkSources(project: string, version: string, options: CommandOptions): Promise<void> {
  const git = (args: readonly string[]): Promise<string> => run('git', args, { ...options, cwd: project });
  const changed = await git(['status', '--porcelain']);
  if (changed !== '')
    throw new Failure(
      'Some files are not committed: a release is made of a commit. `git status` shows them.',
    );
  const tags = (await git(['tag', '--points-at', 'HEAD', '--list', 'v[0-9]*'])).split('\n').filter(Boolean);
  const [other] = tags.filter((tag) => tag !== `v${version}`);
  if (other !== undefined)
    throw new Failure(`The tag is ${other}, but package.json says ${version}: make them alike.`);
}

/**
 * Lets work be done on the files of the checked-out commit, without those that are ignored, such as `node_modules`.
 *
 * @param work - gets a temporary folder, which is removed afterwards
 */
export async function withSources<T>(
  project: string,
  options: CommandOptions,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'shared-keys-release-'));
  try {
    const archive = join(folder, 'sources.tar');
    const sources = join(folder, 'shared-keys');
    const git = ['archive', '--format=tar', '--prefix=shared-keys/', `--output=${archive}`, 'HEAD'];
    await run('git', git, { ...options, cwd: project });
    await run('tar', ['--extract', `--file=${archive}`, `--directory=${folder}`], options);
    return await work(sources);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
