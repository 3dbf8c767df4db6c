import { existsSync, readdirSync } from 'node:fs';

import { tryRun } from '../local/host/command';
import { logFile } from '../local/host/daemon';
import { Failure } from '../local/host/failure';
import { checkUser, layoutWithoutTools, type Context } from './context';

/** `npm run logs [PART]`: lists the parts of the cluster, or prints the end of the log of one part. */
export async function logs({ paths, options }: Context, args: readonly string[]): Promise<number> {
  checkUser('logs');
  const layout = await layoutWithoutTools(paths, options);
  const follow = args.includes('--follow') || args.includes('-f');
  const [part, ...rest] = args.filter((word) => word !== '--follow' && word !== '-f');
  if (part?.startsWith('-') || rest.length > 0)
    throw new Failure('Usage: `npm run logs`, `npm run logs PART` or `npm run logs PART -- --follow`.');
  const file = part === undefined ? undefined : logFile(layout.daemons, part);
  if (file === undefined || part?.includes('/') || !existsSync(file)) {
    const known = existsSync(layout.daemons.logs) ? readdirSync(layout.daemons.logs) : [];
    const names = known.filter((name) => name.endsWith('.log')).map((name) => name.slice(0, -'.log'.length));
    if (names.length === 0) throw new Failure('There are no logs yet: run `npm run up` first.');
    if (part !== undefined)
      throw new Failure(`There is no part ${part}. The parts are: ${names.join(', ')}.`);
    process.stdout.write(`${names.join('\n')}\n`);
    return 0;
  }
  try {
    const last = ['-n', '200', ...(follow ? ['-F'] : []), file];
    return (await tryRun('tail', last, { ...options, terminal: true })).status;
  } catch (error) {
    // Ctrl-C is the normal way to stop `--follow`.
    if (follow && options.signal?.aborted) return 0;
    throw error;
  }
}
