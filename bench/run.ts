import { Cluster } from '../local/cluster/cluster';
import { registryHost, type Layout } from '../local/cluster/layout';
import { tryRun, type CommandOptions } from '../local/host/command';
import { Failure } from '../local/host/failure';
import { elapsed } from '../local/host/steps';
import { timeFreshStack } from './fresh-stack';
import { quantile, timeRequests } from './requests';

/** What the measurements need of the running stack. */
export interface Subject {
  readonly layout: Layout;
  /** With the variables by which plain pulumi works. */
  readonly options: CommandOptions;
  /** Where the systems are reached. */
  readonly urls: Readonly<Partial<Record<string, string>>>;
  /** `npm run down` and `npm run up`. */
  readonly down: () => Promise<unknown>;
  readonly up: () => Promise<unknown>;
}

const PULUMI_RUNS = 5;
/** As wide as the longest description. */
const WIDTH = 58;

/** Time that the work takes, in milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

/** A `pulumi up` that has nothing to do. */
async function unchangedUp(options: CommandOptions): Promise<void> {
  const { status, stdout } = await tryRun(
    'pulumi',
    ['up', '--yes', '--skip-preview', '--expect-no-changes'],
    options,
  );
  if (status !== 0)
    throw new Failure(`pulumi up ended with status ${status}: ${stdout.trim().split('\n').at(-1) ?? ''}`);
}

/** Prints a figure as soon as it is known: what follows may fail. */
function report(what: string, figure: string): void {
  process.stdout.write(`  ${what.padEnd(WIDTH)}  ${figure}\n`);
}

/** Measures the running stack and prints a line a figure. Requests go to loopback alone, one at a time. */
export async function runBenchmark({ layout, options, urls, down, up }: Subject): Promise<void> {
  process.stdout.write('\n');
  const fresh = await timeFreshStack(layout.paths.project, registryHost, options);
  report('pulumi up of all systems, from nothing but images', elapsed(fresh));

  const ups: number[] = [];
  for (let run = 0; run < PULUMI_RUNS; run += 1) ups.push(await timed(() => unchangedUp(options)));
  report(`pulumi up without changes, median of ${PULUMI_RUNS}`, elapsed(quantile(ups, 0.5)));

  await timeRequests(urls, report);

  const memory = new Cluster(layout, options).parts().reduce((sum, part) => sum + part.memory, 0);
  report('memory of the cluster’s parts, shared pages counted once', `${Math.round(memory / 2 ** 20)} MiB`);

  const stopping = await timed(down);
  const starting = await timed(up);
  process.stdout.write('\n');
  report('npm run down', elapsed(stopping));
  report('npm run up of the stopped cluster', elapsed(starting));
}
