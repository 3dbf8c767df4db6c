/** A skipped test and the reason. */
export interface SkippedTest {
  readonly title: string;
  readonly reason: string;
}

/** A failed test, and what went wrong, in one or more lines. */
export interface FailedTest {
  readonly title: string;
  readonly reason: string;
}

/** The summary has at most this many lines of what went wrong in a test, so that many failures are still all seen. */
const MOST_LINES = 12;

/** The results of tests. */
export interface Results {
  readonly passed: number;
  readonly failed: readonly FailedTest[];
  readonly skipped: readonly SkippedTest[];
}

/** Adds up the results of several runs. */
export function sum(all: readonly Results[]): Results {
  return {
    passed: all.reduce((count, { passed }) => count + passed, 0),
    failed: all.flatMap(({ failed }) => failed),
    skipped: all.flatMap(({ skipped }) => skipped),
  };
}

/** The results of one failed test. `output` is what it printed; its first line with text becomes the reason. */
export function oneFailed(title: string, output: string): Results {
  const reason = output.split('\n').find((line) => line.trim() !== '') ?? 'no output';
  return { passed: 0, failed: [{ title, reason: reason.trim() }], skipped: [] };
}

/**
 * The last lines of the output of `npm test`: the skipped tests by reason, the failed ones each with its reason, then the
 * counts. CI often shows only the end of a long output, which must then tell what failed.
 */
export function summary({ passed, failed, skipped }: Results): string {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  const lines = reasons.flatMap((reason) => [
    `  ${reason}`,
    ...skipped.filter((test) => test.reason === reason).map(({ title }) => `    ${title}`),
  ]);
  const named = lines.length > 0 ? `\nSkipped:\n${lines.join('\n')}\n` : '';
  const failures = failed.map(({ title, reason }) => `  ${title}\n${shortened(reason)}`).join('');
  const counts = `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
  return `${named}${failures === '' ? '' : `\nFailed:\n${failures}`}\n${counts}\n`;
}

/** The first lines with text of a reason, indented. The comparison of two values stands below the first line. */
function shortened(reason: string): string {
  const lines = reason.split('\n').filter((line) => line.trim() !== '');
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 1), '…'] : lines;
  return shown.map((line) => `    ${line}\n`).join('');
}
