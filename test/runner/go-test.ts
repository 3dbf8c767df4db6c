import { tryRun, type CommandOptions } from '../../local/host/command';
import { FailedTests } from './check';
import type { Results, SkippedTest } from './results';

/** One line of `go test -json`, as `go doc test2json` has it. */
interface TestEvent {
  readonly Action: string;
  readonly Package?: string;
  /** The test, a subtest behind a slash; none when the event is about the whole package. */
  readonly Test?: string;
  readonly Output?: string;
}

/**
 * Runs all tests of a Go module.
 *
 * @param options - among them the module's folder as `cwd`
 * @throws FailedTests with what the failed tests printed
 */
export async function goTest(options: CommandOptions): Promise<Results> {
  const { status, stdout, stderr } = await tryRun('go', ['test', '-json', './...'], options);
  const { results, output } = readEvents(stdout);
  if (status === 0) return results;
  throw new FailedTests({ ...results, failed: Math.max(1, results.failed) }, `${output}${stderr}`);
}

/** Counts the tests without subtests; gives what the compiler, failed tests and failed packages printed. */
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
  const skipped = of('skip').map((title): SkippedTest => {
    const reason = /^\s+\S+\.go:\d+: (.*)$/m.exec(printed.get(title) ?? '')?.[1];
    return { title, reason: reason ?? 'no reason given' };
  });
  const failed = names.filter((name) => ended.get(name)?.Action === 'fail');
  return {
    results: { passed: of('pass').length, failed: of('fail').length, skipped },
    output: compiler + failed.map((name) => printed.get(name) ?? '').join(''),
  };
}
