import { setTimeout as delay } from 'node:timers/promises';

import { Failure, messageOf, PermanentFailure } from './failure';

/** What to wait for, and how. */
export interface WaitOptions {
  /** The condition, for the error message, such as `etcd serves`. */
  readonly what: string;
  /** In milliseconds. */
  readonly timeout: number;
  /** Time between two checks, in milliseconds; 100 by default. */
  readonly interval?: number;
  readonly signal?: AbortSignal;
}

/**
 * Calls `look` until it returns a value, and returns that value. When `look` returns undefined or throws, it is called
 * again; a {@link PermanentFailure} is thrown at once.
 *
 * @throws {@link Failure} after the timeout, with the first line of the last error; that error is the cause.
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
      const reason = fault === undefined ? '' : ` (last error: ${messageOf(fault).split('\n')[0]})`;
      const message = `Timed out after ${options.timeout / 1000} s waiting for: ${options.what}${reason}`;
      throw new Failure(message, { cause: fault });
    }
    await pause(options.interval ?? 100, options.signal);
  }
}

/**
 * Waits. Node's own AbortError would hide the reason of the signal in its cause.
 *
 * @param milliseconds - how long
 * @param signal - ends the waiting
 * @throws the reason of the signal
 */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/**
 * Runs several tasks at once and returns their results. When one fails, the others are aborted, and the error is thrown
 * only after all have ended: nothing keeps running in the background.
 *
 * @param signal - aborts all tasks.
 * @throws the error of the first task that fails.
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
