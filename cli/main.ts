import { resolve } from 'node:path';

import { Failure, Interrupted, messageOf } from '../local/host/failure';
import { pathsFrom, withSystemFolders } from '../local/host/paths';
import { Steps } from '../local/host/steps';
import { bench } from './bench';
import type { Command } from './context';
import { down } from './down';
import { environment } from './environment';
import { logs } from './logs';
import { reset } from './reset';
import { status } from './status';
import { test } from './test';
import { up } from './up';

const USAGE = `Usage: npm run COMMAND

  up       bring up the local cluster and deploy the stack \`dev\` to it
  status   show the cluster's parts, the systems' pods and URLs
  logs     show what a part of the cluster printed: npm run logs [PART] [-- --follow]
  down     stop the cluster; its data stays
  reset    stop the cluster and remove its data and the stack's state
  env      print shell exports for plain pulumi and kubectl: eval "$(npm run -s env)"
`;

const commands: Readonly<Record<string, Command>> = {
  up,
  down,
  reset,
  status,
  logs,
  env: environment,
  test,
  bench,
};

/** The commands that take words of their own. */
const withArguments: readonly string[] = ['logs', 'test'];

/** Status of a command that a signal ended, by the shells' convention: 128 and SIGINT. */
const INTERRUPTED = 130;
/** What asks for an orderly end: Ctrl-C, `kill`, and a terminal that is closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs one command of the project.
 *
 * @returns the status to exit with; a fault has been told in one line on standard error.
 */
export async function main(args: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = args;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    process.stderr.write(USAGE);
    return name === 'help' ? 0 : 2;
  }
  if (rest.length > 0 && !withArguments.includes(name)) {
    process.stderr.write(`error: npm run ${name} takes no arguments, and was given ${rest.join(' ')}.\n`);
    return 2;
  }
  const interrupt = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    interrupt.abort(new Interrupted(signal));
  };
  for (const signal of signals) process.on(signal, onSignal);
  process.env.PATH = withSystemFolders(process.env.PATH);
  try {
    const paths = pathsFrom(process.env, resolve(__dirname, '..'));
    return await command({ paths, steps: new Steps(), options: { signal: interrupt.signal } }, rest);
  } catch (error) {
    process.stderr.write(`error: ${faultOf(error)}\n`);
    return interrupt.signal.aborted ? INTERRUPTED : 1;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

/** What to print of a fault: one line, or for who asks by DEBUG where a fault of the program's own is. */
function faultOf(error: unknown): string {
  const stack = error instanceof Error && !(error instanceof Failure) ? error.stack : undefined;
  if (stack !== undefined && process.env.DEBUG !== undefined) return stack;
  return messageOf(error)
    .trim()
    .replace(/\s*\n\s*/g, ' ');
}
