import type { CommandOptions } from '../../local/host/command';
import { messageOf } from '../../local/host/failure';
import type { Steps } from '../../local/host/steps';
import { FailedTests, type Check } from './check';
import { sum, type Results } from './results';

/** How many checks run at once: one for each core of the smallest machine that the README requires. */
const LANES = 2;

const onePassed: Results = { passed: 1, failed: 0, skipped: [] };
const oneFailed: Results = { passed: 0, failed: 1, skipped: [] };

/** Runs the checks, several at once. Prints each with its duration, and the output of the failed ones. */
export async function runChecks(
  checks: readonly Check[],
  steps: Steps,
  options: CommandOptions,
): Promise<Results> {
  const waiting = [...checks];
  const all: Results[] = [];
  const lane = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      options.signal?.throwIfAborted();
      all.push(await runCheck(check, steps, options));
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  const stopped = lanes.find((lane) => lane.status === 'rejected');
  if (stopped) throw stopped.reason;
  return sum(all);
}

async function runCheck({ title, run }: Check, steps: Steps, options: CommandOptions): Promise<Results> {
  try {
    return (await steps.step(title, run)) ?? onePassed;
  } catch (error) {
    options.signal?.throwIfAborted();
    steps.note(messageOf(error));
    return error instanceof FailedTests ? error.results : oneFailed;
  }
}
