import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import type { Throwaway } from '../../support/live/throwaway';
import type { Chance } from './chance';

/** How many lines Pulumi prints of its progress, about: two for each resource that it makes, changes or deletes. */
const lines = { up: 30, change: 8, destroy: 24 } as const;

/** What is killed: the deployment of a new stack, that of a change or of none, or the teardown. */
export type Killed = keyof typeof lines;

/**
 * Begins to deploy or destroy a stack, and kills Pulumi (-9) when it has printed a number of lines, which chance picks. Its lock is
 * removed, as the user has to. A command that ends before is not killed.
 */
export async function kill(stack: Throwaway, what: Killed, chance: Chance): Promise<void> {
  const { cwd, env } = stack.pulumiOptions;
  const command = what === 'destroy' ? 'destroy' : 'up';
  const args = [command, '--yes', '--skip-preview', '--non-interactive', '--stack', stack.namespace];
  let left = chance.between(1, lines[what]);
  // A process group of its own: the command is a script that starts the CLI.
  const child = spawn('pulumi', args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  createInterface({ input: child.stdout }).on('line', () => {
    left -= 1;
    if (left === 0 && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  });
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== null && status !== 0) throw new Error(`pulumi ${command} failed before it was killed`);
  if (status === null) await stack.pulumi(['cancel', '--yes']);
}
