import { existsSync, readdirSync } from 'node:fs';

import { tryRun, type CommandOptions } from './command';
import { Cluster } from './cluster/cluster';
import { layoutOf, type Layout } from './cluster/layout';
import { logFile } from './daemon';
import { runBenchmark } from '../bench/run';
import { runTests } from '../test/run';
import { Failure } from './failure';
import { takeLock } from './lock';
import type { Paths } from './paths';
import { forgetStack, prepareStackHome, Stack, stackEnvironment, STACK, type Outputs } from './stack';
import { renderStatus, renderUrls } from './status';
import { elapsed, type Steps } from './steps';
import { checkMachine } from './toolchain/host';
import { ensureToolchain, findToolchain, type Toolchain } from './toolchain/toolchain';

/** What every command is given. */
export interface Context {
  readonly paths: Paths;
  readonly steps: Steps;
  readonly options: CommandOptions;
}

function layout(paths: Paths, toolchain: Toolchain): Layout {
  return layoutOf(paths, toolchain);
}

function stackOf(place: Layout, toolchain: Toolchain, options: CommandOptions): Stack {
  const variables = stackEnvironment(place, toolchain, process.env);
  prepareStackHome(place, toolchain, variables);
  return new Stack(place, variables, options);
}

/** Takes the machine's lock: of the commands that change the cluster, one runs at a time, whichever clone it is of. */
function exclusive(paths: Paths, purpose: string): () => void {
  return takeLock(`${paths.run}.lock`, `npm run ${purpose}`);
}

/** Checks that this user may do with the cluster what the command does. */
function checkUser(command: string): void {
  checkMachine(process.platform, process.getuid?.(), command);
}

/** The tools where they must be there already. */
async function builtToolchain({ paths, options }: Context): Promise<Toolchain> {
  const toolchain = await findToolchain(paths, options);
  if (!toolchain) throw new Failure('The tools are not built yet: run `npm run up` first.');
  return toolchain;
}

/** `npm run up`: tools, cluster, stack. */
export async function up(context: Context): Promise<number> {
  const { paths, steps, options } = context;
  checkUser('up');
  const since = Date.now();
  const release = exclusive(paths, 'up');
  try {
    const toolchain = await ensureToolchain(paths, steps, options);
    const place = layout(paths, toolchain);
    const cluster = new Cluster(place, options);
    await cluster.up(steps);
    const stack = stackOf(place, toolchain, options);
    await steps.step('Selecting the stack', () => stack.select());
    const state = await stack.up();
    options.signal?.throwIfAborted();
    if (state !== 0) {
      throw new Failure('pulumi up failed, for the reason above; mend it and run `npm run up` again.');
    }
    process.stdout.write(`\nUp in ${elapsed(Date.now() - since)}.\n\n${renderUrls(await stack.outputs())}`);
    process.stdout.write(
      '\nNext: npm test · npm run status · eval "$(npm run -s env)" for plain pulumi and kubectl\n',
    );
    return 0;
  } finally {
    release();
  }
}

/** `npm run down`: stops the cluster. */
export async function down({ paths, steps, options }: Context): Promise<number> {
  checkUser('down');
  const release = exclusive(paths, 'down');
  try {
    const cluster = new Cluster(await anyLayout(paths, options), options);
    await steps.step('Stopping the cluster', () => cluster.down());
    process.stderr.write('Its data stays: `npm run up` goes on with it, `npm run reset` removes it.\n');
    return 0;
  } finally {
    release();
  }
}

/** `npm run reset`: stops the cluster and removes its data. */
export async function reset({ paths, steps, options }: Context): Promise<number> {
  checkUser('reset');
  const release = exclusive(paths, 'reset');
  try {
    const cluster = new Cluster(await anyLayout(paths, options), options);
    await steps.step('Stopping the cluster', () => cluster.down());
    const forgotten = await steps.step(`Removing its data and the state of ${STACK}`, () => {
      // State without the cluster that it describes would keep the next `up` from deploying; so it goes first.
      const known = forgetStack(paths, process.env);
      cluster.removeData();
      return known;
    });
    if (!forgotten)
      steps.note(
        `The state of ${STACK} is in a backend of your own: \`pulumi refresh\` brings it up to date.`,
      );
    return 0;
  } finally {
    release();
  }
}

/** The layout even where no tool is built: stopping needs none of them. */
async function anyLayout(paths: Paths, options: CommandOptions): Promise<Layout> {
  let toolchain: Toolchain | undefined;
  try {
    toolchain = await findToolchain(paths, options);
  } catch {
    // Go may be gone by now, without which nobody knows what would be built.
    options.signal?.throwIfAborted();
  }
  return layoutOf(paths, toolchain ?? { kubernetes: '', buildkit: '', pause: '', debian: '' });
}

/** `npm run status`: parts, pods and URLs. Its status is 1 when the cluster or a pod is not well. */
export async function status(context: Context): Promise<number> {
  checkUser('status');
  const toolchain = await builtToolchain(context);
  const place = layout(context.paths, toolchain);
  const cluster = new Cluster(place, context.options);
  const outputs = (): Promise<Outputs> => stackOf(place, toolchain, context.options).outputs();
  const { text, well } = await renderStatus(cluster, outputs);
  process.stdout.write(text);
  return well ? 0 : 1;
}

/** `npm run logs [PART]`: what a part of the cluster printed. */
export async function logs({ paths, options }: Context, args: readonly string[]): Promise<number> {
  checkUser('logs');
  const place = await anyLayout(paths, options);
  const follow = args.includes('--follow') || args.includes('-f');
  const [part, ...rest] = args.filter((word) => word !== '--follow' && word !== '-f');
  if (part?.startsWith('-') || rest.length > 0)
    throw new Failure('It is `npm run logs`, `npm run logs PART` or `npm run logs PART -- --follow`.');
  const file = part === undefined ? undefined : logFile(place.daemons, part);
  if (file === undefined || part?.includes('/') || !existsSync(file)) {
    const known = existsSync(place.daemons.logs) ? readdirSync(place.daemons.logs) : [];
    const names = known.filter((name) => name.endsWith('.log')).map((name) => name.slice(0, -'.log'.length));
    if (names.length === 0) throw new Failure('There are no logs yet: run `npm run up` first.');
    if (part !== undefined) throw new Failure(`There is no part ${part}; there are ${names.join(', ')}.`);
    process.stdout.write(`${names.join('\n')}\n`);
    return 0;
  }
  try {
    const last = ['-n', '200', ...(follow ? ['-F'] : []), file];
    return (await tryRun('tail', last, { ...options, terminal: true })).status;
  } catch (error) {
    // Following ends by Ctrl-C.
    if (follow && options.signal?.aborted) return 0;
    throw error;
  }
}

/** `npm run -s env`: shell exports on standard output. */
export async function environment(context: Context): Promise<number> {
  checkUser('env');
  const toolchain = await builtToolchain(context);
  const place = layout(context.paths, toolchain);
  const { PATH, ...variables } = stackEnvironment(place, toolchain, process.env);
  prepareStackHome(place, toolchain, variables);
  for (const [name, value] of Object.entries(variables))
    process.stdout.write(`export ${name}=${quote(value)}\n`);
  // The shell's own path goes on behind ours: the one seen here has what npm adds for its scripts.
  const [bin = ''] = PATH?.split(':') ?? [];
  if (!process.env.PATH?.split(':').includes(bin))
    process.stdout.write(`export PATH=${quote(bin)}:"$PATH"\n`);
  return 0;
}

/** Quotes a value for a POSIX shell. */
export function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/** `npm test`: every test; the stack is brought up first unless it is up as it should be. */
export async function test(context: Context, args: readonly string[]): Promise<number> {
  return runTests(context, args, async () => {
    checkUser('test');
    await up(context);
    const toolchain = await builtToolchain(context);
    return stackEnvironment(layout(context.paths, toolchain), toolchain, process.env);
  });
}

/** `npm run bench`: measures the running stack; it is stopped and started for that. */
export async function bench(context: Context): Promise<number> {
  await up(context);
  const toolchain = await builtToolchain(context);
  const place = layout(context.paths, toolchain);
  const variables = stackEnvironment(place, toolchain, process.env);
  const { urls } = await stackOf(place, toolchain, context.options).outputs();
  await runBenchmark({
    layout: place,
    options: { ...context.options, cwd: context.paths.project, env: { ...process.env, ...variables } },
    urls: (urls ?? {}) as Readonly<Record<string, string>>,
    down: () => down(context),
    up: () => up(context),
  });
  return 0;
}
