import { setTimeout as delay } from 'node:timers/promises';

import { Failure, messageOf, PermanentFailure } from './failure';

/** How a condition is waited for. */
export interface WaitOptions {
  /** What is waited for, for the message. */
  readonly what: string;
  /** How long at most, in milliseconds. */
  readonly timeout: number;
  /** Between two looks, in milliseconds; 100 by default. */
  readonly interval?: number;
  readonly signal?: AbortSignal;
}

/**
 * Looks until the condition gives something, and gives that. A look that throws counts as "not yet", but for a
 * {@link PermanentFailure}, which ends the wait.
 *
 * @throws {@link Failure} after the timeout, with the first line of what the last look threw, and all of it as the cause.
 */
export async function waitFor<T>(
  options: WaitOptions,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = Date.now() + options.timeout;
  let fault: unknown;
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
    } catch (error) {
      if (error instanceof PermanentFailure) throw error;
      options.signal?.throwIfAborted();
      fault = error;
    }
    if (Date.now() >= deadline) {
      const reason = fault === undefined ? '' : `: ${messageOf(fault).split('\n')[0]}`;
      const message = `${options.what}: not within ${options.timeout / 1000} s${reason}`;
      throw new Failure(message, { cause: fault });
    }
    await pause(options.interval ?? 100, options.signal);
  }
}

/** Waits, and throws what the signal was aborted with: Node's own error would not say why. */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/**
 * Does several things side by side. When one fails the others are stopped, and have ended before its fault is thrown:
 * nothing goes on behind the back of whoever is told.
 *
 * @param signal - stops them all.
 */
export async function together<T>(
  signal: AbortSignal | undefined,
  works: readonly ((signal: AbortSignal) => Promise<T>)[],
): Promise<T[]> {
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const running = works.map(async (work) => work(either));
  try {
    return await Promise.all(running);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(running);
    throw error;
  }
}
