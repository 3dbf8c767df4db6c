import { setTimeout as delay } from 'node:timers/promises';

/** How often a condition is looked at: often enough to be prompt, seldom enough to leave the cluster its processors. */
const INTERVAL_MS = 200;

/**
 * Tries until an attempt throws nothing.
 *
 * @param what - what is waited for, worded to follow "waiting until"
 * @param attempt - looks at the condition, and throws what is still missing
 * @param seconds - how long to try
 * @returns the result of the attempt that succeeded
 * @throws Error that says what was waited for and what the last attempt missed
 */
export async function eventually<T>(what: string, attempt: () => Promise<T>, seconds = 60): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`waiting until ${what}: not within ${seconds} s: ${messageOf(error)}`, {
          cause: error,
        });
      }
    }
    await delay(INTERVAL_MS);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
