import { setMaxListeners } from 'node:events';
import { resolve } from 'node:path';

import { Failure, Interrupted, messageOf } from '../local/host/failure';
import { pathsFrom, withSystemFolders } from '../local/host/paths';
import { Steps } from '../local/host/steps';
import type { Command } from './context';

const USAGE = `Usage: npm run COMMAND

  up           start the local cluster and deploy the stack \`dev\` to it
  check        ask the cluster whether a stack can be deployed: npm run check [-- [--json] [STACK …]]
  preview      show what would change, judged by the policy: npm run preview [-- [--markdown | --json] [STACK …]]
  comment      post that on a pull request: npm run comment -- FILE [--pull-request NUMBER]
  deploy       show what would change, then do just that: npm run deploy [-- [STACK] [--lose-data]]
  drift        show what is not as deployed in the cluster: npm run drift [-- [--json] [STACK …]]
  manifests    write the stack as plain YAML for kubectl: npm run manifests [-- [DIR] [--stack STACK]]
  diagnose     write down why a stack is not well: npm run diagnose [-- STACK]
  status       show the parts of the cluster, the pods and the URLs: npm run status [-- [--watch] [--json]]
  graph        draw the stack as it is now: npm run graph [-- [FILE | -] [--stable]]
  logs         show the log of a part of the cluster: npm run logs [PART] [-- --follow]
  down         stop the cluster and keep its data
  reset        stop the cluster, and delete its data and the state of the stack
  destroy      destroy a stack and ask the cluster what is left: npm run destroy [-- [STACK] [--delete-data]]
  reprovision  destroy a stack, deploy it again and test it: npm run reprovision [-- [STACK] [--no-tests]]
  review       a stack for a while: npm run review -- [up NAME | down NAME | list | sweep]
  release      write the notes and the bill of materials of a version: npm run release [-- DIR]
  env          print environment variables for plain pulumi and kubectl: eval "$(npm run -s env)"
  test         run the tests
  bench        measure the running stack
`;

/** The commands. Each is loaded when it is run: all take half a second. tsx loads no TypeScript by `import()` here. */
/* eslint-disable @typescript-eslint/no-require-imports */
const commands: Readonly<Record<string, () => Command>> = {
  up: () => (require('./up') as typeof import('./up')).up,
  check: () => (require('./check') as typeof import('./check')).check,
  preview: () => (require('./preview') as typeof import('./preview')).preview,
  comment: () => (require('./comment') as typeof import('./comment')).comment,
  drift: () => (require('./drift') as typeof import('./drift')).drift,
  manifests: () => (require('./manifests') as typeof import('./manifests')).manifests,
  deploy: () => (require('./deploy') as typeof import('./deploy')).deploy,
  down: () => (require('./down') as typeof import('./down')).down,
  reset: () => (require('./reset') as typeof import('./reset')).reset,
  destroy: () => (require('./destroy') as typeof import('./destroy')).destroy,
  reprovision: () => (require('./reprovision') as typeof import('./reprovision')).reprovision,
  review: () => (require('./review') as typeof import('./review')).review,
  release: () => (require('./release') as typeof import('./release')).release,
  status: () => (require('./status') as typeof import('./status')).status,
  diagnose: () => (require('./diagnose') as typeof import('./diagnose')).diagnose,
  graph: () => (require('./graph') as typeof import('./graph')).graph,
  logs: () => (require('./logs') as typeof import('./logs')).logs,
  env: () => (require('./environment') as typeof import('./environment')).environment,
  test: () => (require('./test') as typeof import('./test')).test,
  bench: () => (require('./bench') as typeof import('./bench')).bench,
};

/** What tells more about an error; it is loaded only for one. */
const details = () => (require('./diagnosing') as typeof import('./diagnosing')).detailsOf;
/* eslint-enable @typescript-eslint/no-require-imports */

/** The commands that accept arguments. */
const withArguments: readonly string[] = [
  'check',
  'comment',
  'deploy',
  'destroy',
  'diagnose',
  'drift',
  'graph',
  'logs',
  'manifests',
  'preview',
  'release',
  'reprovision',
  'review',
  'status',
  'test',
  'up',
];

/** Exit status after a signal, as in shells: 128 plus the number of SIGINT. */
const INTERRUPTED = 130;
/** The signals that stop a command cleanly: Ctrl-C, `kill`, and closing the terminal. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command of the project. An error is printed as one line on standard error.
 *
 * @param args - the name of the command and its arguments.
 * @returns the exit status: 2 for wrong usage, 1 after an error, 130 after a signal.
 */
export async function main(args: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = args;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    process.stderr.write(USAGE);
    return name === 'help' ? 0 : 2;
  }
  if (rest.length > 0 && !withArguments.includes(name)) {
    process.stderr.write(`error: npm run ${name} accepts no arguments, but got: ${rest.join(' ')}\n`);
    return 2;
  }
  const interrupt = new AbortController();
  // Every program that runs listens to it, and some commands run many at once.
  setMaxListeners(0, interrupt.signal);
  const onSignal = (signal: NodeJS.Signals): void => {
    interrupt.abort(new Interrupted(signal));
  };
  for (const signal of signals) process.on(signal, onSignal);
  process.env.PATH = withSystemFolders(process.env.PATH);
  try {
    const paths = pathsFrom(process.env, resolve(__dirname, '..'));
    return await command()({ paths, steps: new Steps(), options: { signal: interrupt.signal } }, rest);
  } catch (error) {
    process.stderr.write(`error: ${textOf(error)}\n${details()(error)}`);
    return interrupt.signal.aborted ? INTERRUPTED : 1;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

/** The text to print for an error: one line; with DEBUG set, the stack trace of an unexpected error. */
function textOf(error: unknown): string {
  const stack = error instanceof Error && !(error instanceof Failure) ? error.stack : undefined;
  if (stack !== undefined && process.env.DEBUG !== undefined) return stack;
  return messageOf(error)
    .trim()
    .replace(/\s*\n\s*/g, ' ');
}
