import { resolve } from 'node:path';

import { Failure, messageOf } from './failure';
import { pathsFrom } from './paths';
import { Steps } from './steps';
import { down, environment, logs, reset, status, test, up, type Context } from './commands';

const USAGE = `Usage: npm run COMMAND

  up       bring up the local cluster and deploy the stack \`dev\` to it
  status   show the cluster's parts, the systems' pods and URLs
  logs     show what a part of the cluster printed: npm run logs [PART] [-- --follow]
  down     stop the cluster; its data stays
  reset    stop the cluster and remove its data and the stack's state
  env      print shell exports for plain pulumi and kubectl: eval "$(npm run -s env)"
`;

const commands: Readonly<Record<string, (context: Context, args: readonly string[]) => Promise<number>>> = {
  up,
  down,
  reset,
  status,
  logs,
  env: environment,
  test,
};

/** Status of a command that a signal ended, by the shells' convention: 128 and SIGINT. */
const INTERRUPTED = 130;

/**
 * Runs one command of the project.
 *
 * @returns the status to exit with; a fault has been told in one line on standard error.
 */
export async function main(args: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = args;
  const command = commands[name];
  if (!command) {
    process.stderr.write(USAGE);
    return name === 'help' ? 0 : 2;
  }
  const interrupt = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    interrupt.abort(new Failure(`stopped by ${signal}; run the same command again to go on.`));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);
  try {
    const paths = pathsFrom(process.env, resolve(__dirname, '..'));
    return await command({ paths, steps: new Steps(), options: { signal: interrupt.signal } }, rest);
  } catch (error) {
    const fault =
      error instanceof Failure || process.env.DEBUG === undefined ? messageOf(error) : (error as Error).stack;
    process.stderr.write(`error: ${fault ?? ''}\n`);
    return interrupt.signal.aborted ? INTERRUPTED : 1;
  }
}
