import { tryRun, type CommandOptions } from '../../local/host/command';
import type { Results } from './results';

/** One check: it counts as one test, unless it gives the results of several. It throws when it fails. */
export interface Check {
  readonly title: string;
  readonly run: () => Promise<Results | undefined>;
}

/** Some tests of a check failed; the message is what was printed about them. */
export class FailedTests extends Error {
  constructor(
    readonly results: Results,
    output: string,
  ) {
    super(output);
  }
}

/** Runs a command that has to succeed; fails with everything that it printed. */
export async function succeed(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<undefined> {
  const { status, stdout, stderr } = await tryRun(command, args, options);
  if (status !== 0) throw new Error([stdout, stderr].filter((text) => text !== '').join('\n'));
}
