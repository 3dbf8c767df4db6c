import { tryRun, type CommandOptions } from '../../local/host/command';
import type { Results } from './results';

/** A check. It throws when it fails. It counts as one test, unless it returns the results of several tests. */
export interface Check {
  readonly title: string;
  readonly run: () => Promise<Results | undefined>;
}

/** Some tests of a check have failed. The message is their output. */
export class FailedTests extends Error {
  constructor(
    readonly results: Results,
    output: string,
  ) {
    super(output);
  }
}

/** Runs a command; throws an Error with its whole output when it fails. */
export async function succeed(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<undefined> {
  const { status, stdout, stderr } = await tryRun(command, args, options);
  if (status !== 0) throw new Error([stdout, stderr].filter((text) => text !== '').join('\n'));
}
