import { Cluster } from '../local/cluster/cluster';
import { registryHost, type Layout } from '../local/cluster/layout';
import { tryRun, type CommandOptions } from '../local/host/command';
import { Failure } from '../local/host/failure';
import { elapsed } from '../local/host/steps';
import { timeFreshStack } from './fresh-stack';
import { quantile, timeRequests } from './requests';

/** The running stack that is measured. */
export interface Subject {
  readonly layout: Layout;
  /** With the environment variables of plain pulumi. */
  readonly options: CommandOptions;
  /** The names of the systems of the stack. */
  readonly systems: readonly string[];
  /** The output `urls` of the stack. */
  readonly urls: Readonly<Partial<Record<string, string>>>;
  /** `npm run down` and `npm run up`. */
  readonly down: () => Promise<unknown>;
  readonly up: () => Promise<unknown>;
}

const PULUMI_RUNS = 5;
/** Width of the column of descriptions, in characters. */
const WIDTH = 58;

/** The duration of the work, in milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

/** Runs `pulumi up` on an unchanged stack. */
async function unchangedUp(options: CommandOptions): Promise<void> {
  const { status, stdout } = await tryRun(
    'pulumi',
    ['up', '--yes', '--skip-preview', '--expect-no-changes'],
    options,
  );
  if (status !== 0)
    throw new Failure(`pulumi up ended with status ${status}: ${stdout.trim().split('\n').at(-1) ?? ''}`);
}

/** Prints a result at once: a later measurement may fail. */
function report(what: string, figure: string): void {
  process.stdout.write(`  ${what.padEnd(WIDTH)}  ${figure}\n`);
}

/**
 * Measures the running stack and prints one line for each result. It also stops and starts the cluster.
 *
 * @throws Failure when a deployment fails, or a URL is not on loopback
 */
export async function runBenchmark({ layout, options, systems, urls, down, up }: Subject): Promise<void> {
  process.stdout.write('\n');
  const fresh = await timeFreshStack(layout.paths.project, registryHost, systems, options);
  report('pulumi up of the same systems as a new stack', elapsed(fresh));

  const ups: number[] = [];
  for (let run = 0; run < PULUMI_RUNS; run += 1) ups.push(await timed(() => unchangedUp(options)));
  report(`pulumi up without changes, median of ${PULUMI_RUNS}`, elapsed(quantile(ups, 0.5)));

  await timeRequests(urls, report);

  const memory = new Cluster(layout, options).parts().reduce((sum, part) => sum + part.memory, 0);
  report(
    'memory of the parts of the cluster, shared pages counted once',
    `${Math.round(memory / 2 ** 20)} MiB`,
  );

  const stopping = await timed(down);
  const starting = await timed(up);
  process.stdout.write('\n');
  report('npm run down', elapsed(stopping));
  report('npm run up after npm run down', elapsed(starting));
}
