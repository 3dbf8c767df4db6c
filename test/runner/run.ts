import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tryRun, type CommandOptions } from '../../local/host/command';
import type { Paths } from '../../local/host/paths';
import { messageOf } from '../../local/host/failure';
import { Steps } from '../../local/host/steps';
import type { Check } from './check';
import { lintChecks } from './lint';
import { serviceTests } from './services';

/** Where the project is, and how programs are run. */
export interface TestContext {
  readonly paths: Paths;
  readonly options: CommandOptions;
}

/** How a stage, or all of them, went. */
interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * The stages in their order, the cheap ones first. The images are tried after the running stack: where Docker Compose has
 * no registry to pull base images from, it takes those of the cluster that is up by then.
 */
const stages = ['lint', 'unit', 'service', 'live', 'image'] as const;
type Stage = (typeof stages)[number];

/**
 * Runs the stages named, all of them by default, and ends with the line `N passed, N failed`. A stage that fails does
 * not keep the others from running.
 *
 * @param bringUp - brings the stack up for the live tests, and gives variables of the environment that reach it.
 * @returns 0 when nothing failed.
 */
export async function runTests(
  context: TestContext,
  args: readonly string[],
  bringUp: () => Promise<Readonly<Record<string, string>>>,
): Promise<number> {
  const unknown = args.filter((arg) => !(stages as readonly string[]).includes(arg));
  if (unknown.length > 0) {
    process.stderr.write(`error: there is no stage ${unknown.join(', ')}; there are ${stages.join(', ')}.\n`);
    return 2;
  }
  const selected = stages.filter((stage) => args.length === 0 || args.includes(stage));
  let passed = 0;
  let failed = 0;
  for (const stage of selected) {
    process.stdout.write(`\n── ${stage} ──\n`);
    const counts = await runStage(stage, context, bringUp);
    passed += counts.passed;
    failed += counts.failed;
    context.options.signal?.throwIfAborted();
  }
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

async function runStage(
  stage: Stage,
  context: TestContext,
  bringUp: () => Promise<Readonly<Record<string, string>>>,
): Promise<Counts> {
  const options = { ...context.options, cwd: context.paths.project };
  switch (stage) {
    case 'lint':
      return runChecks(lintChecks(context.paths, options), context.options);
    case 'service':
      return runChecks(serviceTests(context.paths, options), context.options);
    case 'unit':
    case 'image':
      return runMocha(stage, options);
    case 'live':
      try {
        const variables = await bringUp();
        return await runMocha(stage, { ...options, env: { ...process.env, ...variables } });
      } catch (error) {
        context.options.signal?.throwIfAborted();
        process.stdout.write(`  ✗ the stack cannot be brought up: ${messageOf(error)}\n`);
        return { passed: 0, failed: 1 };
      }
  }
}

/** Runs the checks, each shown with its time, and prints what a failing one said. */
async function runChecks(checks: readonly Check[], options: CommandOptions): Promise<Counts> {
  const steps = new Steps(process.stdout);
  let failed = 0;
  for (const check of checks) {
    try {
      await steps.step(check.title, check.run);
    } catch (error) {
      options.signal?.throwIfAborted();
      failed += 1;
      process.stdout.write(`${messageOf(error)}\n`);
    }
  }
  return { passed: checks.length - failed, failed };
}

/** Runs one folder of tests in a process of its own, and reads its counts from what the reporter wrote. */
async function runMocha(stage: Stage, options: CommandOptions): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'shared-keys-tests-'));
  const counts = join(folder, 'counts.json');
  try {
    const mocha = join(options.cwd ?? '.', 'node_modules', 'mocha', 'bin', 'mocha.js');
    const reporter = ['--reporter', 'test/runner/reporter.js', '--reporter-option', `counts=${counts}`];
    await tryRun(process.execPath, [mocha, ...reporter, `test/${stage}/**/*.test.ts`], {
      ...options,
      terminal: true,
    });
    return JSON.parse(readFileSync(counts, 'utf8')) as Counts;
  } catch (error) {
    options.signal?.throwIfAborted();
    process.stdout.write(`  ✗ the ${stage} tests did not run to their end: ${messageOf(error)}\n`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
