import { tryRun, type CommandOptions } from '../../local/host/command';
import { FailedTests } from './check';
import { oneFailed, type FailedTest, type Results, type SkippedTest } from './results';

/** A line of `go test -json`, see `go doc test2json`. */
interface TestEvent {
  readonly Action: string;
  readonly Package?: string;
  /** The name of the test; of a subtest, `Test/subtest`. Undefined for an event of the whole package. */
  readonly Test?: string;
  readonly Output?: string;
}

/**
 * Runs all tests of a Go module.
 *
 * @param options - with the folder of the module as `cwd`
 * @throws FailedTests with the output of the failed tests
 */
export async function goTest(options: CommandOptions): Promise<Results> {
  const { status, stdout, stderr } = await tryRun('go', ['test', '-json', './...'], options);
  const { results, output } = readEvents(stdout);
  if (status === 0) return results;
  const failed =
    results.failed.length > 0 ? results.failed : oneFailed('go test', `${output}${stderr}`).failed;
  throw new FailedTests({ ...results, failed }, `${output}${stderr}`);
}

/** Counts the tests that have no subtests, and collects the output of the compiler, failed tests and failed packages. */
export function readEvents(text: string): { readonly results: Results; readonly output: string } {
  const printed = new Map<string, string>();
  const ended = new Map<string, TestEvent>();
  let compiler = '';
  for (const line of text.split('\n').filter((line) => line.startsWith('{'))) {
    const event = JSON.parse(line) as TestEvent;
    const name = `${event.Package ?? ''} ${event.Test ?? ''}`.trim();
    if (event.Action === 'build-output') compiler += event.Output ?? '';
    else if (event.Output !== undefined) printed.set(name, (printed.get(name) ?? '') + event.Output);
    if (['pass', 'fail', 'skip'].includes(event.Action)) ended.set(name, event);
  }
  const names = [...ended.keys()];
  const tests = names.filter(
    (name) => ended.get(name)?.Test !== undefined && !names.some((other) => other.startsWith(`${name}/`)),
  );
  const of = (action: string): string[] => tests.filter((name) => ended.get(name)?.Action === action);
  /** The first message of a test, as in `some_test.go:6: two and two are five`. */
  const messageOf = (title: string): string | undefined =>
    /^\s+(\S+\.go:\d+: .*)$/m.exec(printed.get(title) ?? '')?.[1];
  const skipped = of('skip').map((title): SkippedTest => {
    const reason = messageOf(title)?.replace(/^\S+ /, '');
    return { title, reason: reason ?? 'no reason given' };
  });
  const failedTest = (title: string): FailedTest => ({ title, reason: messageOf(title) ?? 'no message' });
  const failed = names.filter((name) => ended.get(name)?.Action === 'fail');
  return {
    results: { passed: of('pass').length, failed: of('fail').map(failedTest), skipped },
    output: compiler + failed.map((name) => printed.get(name) ?? '').join(''),
  };
}
