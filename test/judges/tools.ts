import { join } from 'node:path';

import { run, type CommandOptions } from '../../local/host/command';
import type { Paths } from '../../local/host/paths';
import { ensurePackages } from '../runner/python';
import type { Command } from './ask';
import type { JudgeName } from './finding';

/** The list of the judges that are Python packages. */
const packages = join('test', 'tools', 'judges', 'requirements.txt');

/**
 * Returns how to call a judge. The first call downloads it into the cache, and builds it if it is in Go.
 *
 * @throws Failure when it cannot be had
 */
export async function commandOf(judge: JudgeName, paths: Paths, options: CommandOptions): Promise<Command> {
  if (judge !== 'kube-score') return [join(await ensurePackages(paths, packages, options), judge)];
  const module = join(paths.project, 'test', 'tools', 'kube-score');
  // Go prints the path of the program, which it keeps in its own cache.
  return [await run('go', ['tool', '-n', 'kube-score'], { ...options, cwd: module })];
}
