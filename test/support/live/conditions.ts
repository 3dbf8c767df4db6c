import { waitFor } from '../../../local/host/wait';
import { interrupted } from './interruption';

/** Time between two attempts: a compromise between reaction time and load on the cluster. */
const INTERVAL_MS = 200;

/**
 * Repeats an attempt until it throws nothing. An attempt may contain assertions.
 *
 * @param what - the condition, for the error message
 * @param attempt - throws while the condition is not met
 * @param seconds - the timeout; 60 by default
 * @returns the result of the successful attempt
 * @throws Failure after the timeout; its cause is the error of the last attempt
 */
export async function eventually<T>(what: string, attempt: () => Promise<T> | T, seconds = 60): Promise<T> {
  const options = { what, timeout: seconds * 1000, interval: INTERVAL_MS, signal: interrupted };
  const { result } = await waitFor(options, async () => ({ result: await attempt() }));
  return result;
}
