import { waitFor } from '../../../local/host/wait';
import { interrupted } from './interruption';

/** How often a condition is looked at: often enough to be prompt, seldom enough to leave the cluster its processors. */
const INTERVAL_MS = 200;

/**
 * Waits until an attempt throws nothing: a condition that is written as assertions.
 *
 * @param what - what is waited for, as a sentence
 * @param attempt - looks at the condition, and throws what is still missing
 * @param seconds - how long to try
 * @returns the result of the attempt that succeeded
 * @throws Failure that says what was waited for; its cause is what the last attempt threw
 */
export async function eventually<T>(what: string, attempt: () => Promise<T> | T, seconds = 60): Promise<T> {
  const options = { what, timeout: seconds * 1000, interval: INTERVAL_MS, signal: interrupted };
  const { result } = await waitFor(options, async () => ({ result: await attempt() }));
  return result;
}
