import axios from 'axios';

import { Cluster } from '../local/cluster/cluster';
import type { Layout } from '../local/cluster/layout';
import { tryRun, type CommandOptions } from '../local/command';
import { Failure } from '../local/failure';
import { table } from '../local/status';
import { elapsed } from '../local/steps';

/** What the measurements need of the running stack. */
export interface Subject {
  readonly layout: Layout;
  /** With the variables by which plain pulumi works. */
  readonly options: CommandOptions;
  /** Where the keys are served. */
  readonly url: string;
  /** `npm run down` and `npm run up`. */
  readonly down: () => Promise<unknown>;
  readonly up: () => Promise<unknown>;
}

const PULUMI_RUNS = 5;
const REQUESTS = 2_000;

/** Time that the work takes, in milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

/** The value below which a share of the sample lies. */
function quantile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
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

/** Measures the running stack and prints a line a figure. Requests go to loopback alone, one at a time. */
export async function runBenchmark(subject: Subject): Promise<void> {
  const { hostname } = new URL(subject.url);
  if (!hostname.startsWith('127.'))
    throw new Failure(`The benchmark sends requests to loopback only, not to ${hostname}.`);
  const rows: string[][] = [];

  const ups: number[] = [];
  for (let run = 0; run < PULUMI_RUNS; run += 1) ups.push(await timed(() => unchangedUp(subject.options)));
  rows.push([`pulumi up without changes, median of ${PULUMI_RUNS}`, elapsed(quantile(ups, 0.5))]);

  rows.push(['npm run down', elapsed(await timed(subject.down))]);
  rows.push(['npm run up of the stopped cluster', elapsed(await timed(subject.up))]);

  const client = axios.create({ baseURL: subject.url, proxy: false, timeout: 5_000 });
  const latencies: number[] = [];
  for (let request = 0; request < REQUESTS; request += 1)
    latencies.push(await timed(() => client.get('/keys')));
  rows.push([`GET /keys, median of ${REQUESTS}`, `${quantile(latencies, 0.5).toFixed(2)} ms`]);
  rows.push([`GET /keys, 99th percentile`, `${quantile(latencies, 0.99).toFixed(2)} ms`]);

  const memory = new Cluster(subject.layout, subject.options)
    .parts()
    .reduce((sum, part) => sum + part.memory, 0);
  rows.push([
    'resident memory of all parts, shared pages counted once',
    `${Math.round(memory / 2 ** 20)} MiB`,
  ]);
  process.stdout.write(`\n${table(rows)}`);
}
