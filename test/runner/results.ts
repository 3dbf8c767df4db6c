/** A test that was not run, and why. */
export interface SkippedTest {
  readonly title: string;
  readonly reason: string;
}

/** How tests went. */
export interface Results {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

/** The results of several runs together. */
export function sum(all: readonly Results[]): Results {
  return {
    passed: all.reduce((count, { passed }) => count + passed, 0),
    failed: all.reduce((count, { failed }) => count + failed, 0),
    skipped: all.flatMap(({ skipped }) => skipped),
  };
}

/** The end of what `npm test` prints: every skipped test under its reason, and the counts as the last line. */
export function summary({ passed, failed, skipped }: Results): string {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  const lines = reasons.flatMap((reason) => [
    `  ${reason}`,
    ...skipped.filter((test) => test.reason === reason).map(({ title }) => `    ${title}`),
  ]);
  const named = lines.length > 0 ? `\nSkipped:\n${lines.join('\n')}\n` : '';
  return `${named}\n${passed} passed, ${failed} failed, ${skipped.length} skipped\n`;
}
