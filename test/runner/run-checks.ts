import type { CommandOptions } from '../../local/host/command';
import { messageOf } from '../../local/host/failure';
import type { Steps } from '../../local/host/steps';
import { FailedTests, type Check } from './check';
import { busyLanes, inLanes } from './lanes';
import { oneFailed, sum, type Results } from './results';

const onePassed: Results = { passed: 1, failed: [], skipped: [] };

/** Runs the checks, several at once. Prints each with its duration, and the output of the failed ones. */
export async function runChecks(
  checks: readonly Check[],
  steps: Steps,
  options: CommandOptions,
): Promise<Results> {
  return sum(
    await inLanes(
      checks,
      async (check) => {
        options.signal?.throwIfAborted();
        return runCheck(check, steps, options);
      },
      busyLanes,
    ),
  );
}

async function runCheck({ title, run }: Check, steps: Steps, options: CommandOptions): Promise<Results> {
  try {
    return (await steps.step(title, run)) ?? onePassed;
  } catch (error) {
    options.signal?.throwIfAborted();
    steps.note(messageOf(error));
    return error instanceof FailedTests ? error.results : oneFailed(title, messageOf(error));
  }
}
