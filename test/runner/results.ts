/** A skipped test and the reason. */
export interface SkippedTest {
  readonly title: string;
  readonly reason: string;
}

/** The results of tests. */
export interface Results {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

/** Adds up the results of several runs. */
export function sum(all: readonly Results[]): Results {
  return {
    passed: all.reduce((count, { passed }) => count + passed, 0),
    failed: all.reduce((count, { failed }) => count + failed, 0),
    skipped: all.flatMap(({ skipped }) => skipped),
  };
}

/** The last lines of the output of `npm test`: the skipped tests by reason, then the counts. */
export function summary({ passed, failed, skipped }: Results): string {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  const lines = reasons.flatMap((reason) => [
    `  ${reason}`,
    ...skipped.filter((test) => test.reason === reason).map(({ title }) => `    ${title}`),
  ]);
  const named = lines.length > 0 ? `\nSkipped:\n${lines.join('\n')}\n` : '';
  return `${named}\n${passed} passed, ${failed} failed, ${skipped.length} skipped\n`;
}
