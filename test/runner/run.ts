import type { CommandOptions } from '../../local/host/command';
import { messageOf } from '../../local/host/failure';
import type { Paths } from '../../local/host/paths';
import { Steps } from '../../local/host/steps';
import { ensurePrograms, variablesOf } from '../support/programs/programs';
import { lintChecks } from './lint';
import { inLanes } from './lanes';
import {
  dayTwoTests,
  liveTests,
  mocha,
  testsIn,
  throwawayTests,
  type MochaRun,
  type TestFiles,
} from './mocha';
import { oneFailed, sum, summary, type Results } from './results';
import { runChecks } from './run-checks';
import { serviceTests } from './services';

/** The folders of the project, and the options for programs. */
export interface TestContext {
  readonly paths: Paths;
  readonly options: CommandOptions;
}

/**
 * The stages in order, the fast ones first. `image` is after `live`, which starts the cluster: without access to a public
 * registry, Docker Compose takes the base images from the cluster.
 */
const stages = ['lint', 'unit', 'service', 'live', 'image', 'judges'] as const;
/** The stages that run only when they are named: they take an hour or more. */
const onRequest = ['day-two'] as const;
type Stage = (typeof stages)[number] | (typeof onRequest)[number];

/**
 * The stages that run beside `live`, once the stack is up, one after the other. Most of the live tests wait for the cluster,
 * which leaves the processors to them.
 */
const besideLive: readonly Stage[] = ['image', 'judges'];

/** The stages whose tests run PostgreSQL, a browser or a Docker engine. */
const withPrograms: readonly Stage[] = ['service', 'live', 'image'];

/** Starts the cluster and deploys the stack; returns the environment variables to use it. */
type BringUp = () => Promise<Readonly<Record<string, string>>>;

/**
 * Runs stages, and prints the failed tests and `N passed, N failed, N skipped` as the last lines. After a failed stage, the
 * others still run.
 *
 * @param args - the names of the stages; all stages when empty
 * @param bringUp - is called before the live tests
 * @returns the exit status: 0 when nothing has failed, 1 after a failure, 2 for an unknown stage
 */
export async function runTests(
  context: TestContext,
  args: readonly string[],
  bringUp: BringUp,
): Promise<number> {
  const known: readonly Stage[] = [...stages, ...onRequest];
  const unknown = args.filter((arg) => !(known as readonly string[]).includes(arg));
  if (unknown.length > 0) {
    process.stderr.write(
      `error: there is no stage ${unknown.join(', ')}. The stages are: ${known.join(', ')}.\n`,
    );
    return 2;
  }
  const selected = args.length === 0 ? stages : known.filter((stage) => args.includes(stage));
  const results = sum(await new TestRun(context, bringUp, selected).run());
  process.stdout.write(summary(results));
  return results.failed.length === 0 ? 0 : 1;
}

/** A run of some stages. */
class TestRun {
  private readonly steps = new Steps(process.stdout);
  private readonly options: CommandOptions;
  /** The stages that run beside the live tests. Each shows its output when its turn comes. */
  private readonly beside = new Map<Stage, Promise<MochaRun>>();

  constructor(
    private readonly context: TestContext,
    private readonly bringUp: BringUp,
    private readonly selected: readonly Stage[],
  ) {
    this.options = { ...context.options, cwd: context.paths.project };
  }

  async run(): Promise<readonly Results[]> {
    const all: Results[] = [];
    const needed = this.selected.some((stage) => withPrograms.includes(stage));
    const fetching = needed ? this.fetchPrograms() : Promise.resolve({ variables: {}, results: sum([]) });
    const unit = this.unitTestsBesideLint();
    try {
      for (const stage of this.selected) {
        process.stdout.write(`\n── ${stage} ──\n`);
        if (stage === 'unit' && unit) {
          all.push(this.show(await unit));
          continue;
        }
        // The programs are downloaded during the stage `lint`, which hardly uses the network.
        const variables = stage === 'lint' ? {} : (await fetching).variables;
        all.push(await this.runStage(stage, { ...this.options, env: { ...process.env, ...variables } }));
        this.options.signal?.throwIfAborted();
      }
    } finally {
      await fetching;
    }
    return [...all, (await fetching).results];
  }

  /**
   * Starts the unit tests when the sources are checked too. Both are busy with one processor for about a minute: the unit
   * tests are one process, and so is eslint, which takes the longest of the checks.
   */
  private unitTestsBesideLint(): Promise<MochaRun> | undefined {
    if (!this.selected.includes('lint') || !this.selected.includes('unit')) return undefined;
    const run = mocha(testsIn('unit'), this.options);
    // An interruption rejects it while the sources are still checked.
    run.catch(() => undefined);
    return run;
  }

  /** Downloads the programs for tests. A failure counts as a failed test, and the tests that need them are skipped. */
  private async fetchPrograms(): Promise<{ variables: NodeJS.ProcessEnv; results: Results }> {
    try {
      const programs = await ensurePrograms(this.context.paths.cache, this.steps, this.context.options);
      return { variables: variablesOf(programs), results: sum([]) };
    } catch (error) {
      if (!this.options.signal?.aborted) this.steps.note(messageOf(error));
      return {
        variables: {},
        results: oneFailed('download the programs that the tests need', messageOf(error)),
      };
    }
  }

  private async runStage(stage: Stage, options: CommandOptions): Promise<Results> {
    const { paths } = this.context;
    switch (stage) {
      case 'lint':
        return runChecks(lintChecks(paths, options), this.steps, options);
      case 'service':
        return runChecks(serviceTests(paths, options), this.steps, options);
      case 'unit':
      case 'image':
      case 'judges':
        return this.show(await (this.beside.get(stage) ?? this.runMocha(testsIn(stage), options)));
      case 'live':
        return this.onStack(options, (live) => this.runLive(live, options));
      case 'day-two':
        return this.onStack(options, async (live) =>
          sum(await this.runInLanes(dayTwoTests(paths.project), live)),
        );
    }
  }

  /** Brings the stack up, then runs tests with the environment to use it. */
  private async onStack(
    options: CommandOptions,
    tests: (live: CommandOptions) => Promise<Results>,
  ): Promise<Results> {
    let variables: Readonly<Record<string, string>>;
    try {
      variables = await this.bringUp();
    } catch (error) {
      options.signal?.throwIfAborted();
      process.stdout.write(`  ✗ the stack cannot be brought up: ${messageOf(error)}\n`);
      return oneFailed('bring up the stack for the live tests', messageOf(error));
    }
    return tests({ ...options, env: { ...options.env, ...variables } });
  }

  private async runLive(live: CommandOptions, options: CommandOptions): Promise<Results> {
    const beside = this.startBeside(options);
    try {
      // First: they demand that a container is back in 5 s, while several runs of Pulumi would keep the processors busy.
      const ofStack = await this.runMocha(liveTests, live);
      const throwaways = throwawayTests(this.context.paths.project);
      const underLoad = await this.runInLanes(
        throwaways.filter(({ quiet }) => quiet),
        live,
        1,
      );
      const others = await this.runInLanes(
        throwaways.filter(({ quiet }) => !quiet),
        live,
      );
      return sum([ofStack, ...underLoad, ...others]);
    } finally {
      await beside;
    }
  }

  /** Starts the stages that run beside the live tests; resolves when they have ended. */
  private startBeside(options: CommandOptions): Promise<unknown> {
    let last: Promise<unknown> = Promise.resolve();
    for (const stage of besideLive.filter((stage) => this.selected.includes(stage))) {
      const run = last.then(() => mocha({ ...testsIn(stage), beside: true }, options));
      // An interruption rejects it while the live tests still run; its own stage reports it.
      run.catch(() => undefined);
      this.beside.set(stage, run);
      last = run;
    }
    return last;
  }

  /** Runs several tests at once, and shows the output of each when it has ended. */
  private runInLanes(
    tests: readonly TestFiles[],
    options: CommandOptions,
    lanes?: number,
  ): Promise<MochaRun[]> {
    return inLanes(tests, async (one) => this.show(await mocha(one, options)), lanes);
  }

  /** Runs tests, and shows their output as it comes. */
  private async runMocha(tests: TestFiles, options: CommandOptions): Promise<MochaRun> {
    return this.show(await mocha(tests, { ...options, terminal: true }));
  }

  private show(run: MochaRun): MochaRun {
    process.stdout.write(run.output);
    return { ...run, output: '' };
  }
}
