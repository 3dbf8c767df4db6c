/** How much runs at once: one for each core of the smallest machine that the README requires. */
const LANES = 2;

/**
 * Does pieces of work, several at once, in their order.
 *
 * @returns the results, in the same order
 * @throws the first error, after all that has begun has ended; nothing more is begun
 */
export async function inLanes<T, R>(waiting: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const entries = [...waiting.entries()];
  const lane = async (): Promise<void> => {
    for (let entry = entries.shift(); entry; entry = entries.shift()) {
      const [index, one] = entry;
      try {
        results[index] = await work(one);
      } catch (error) {
        entries.length = 0;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  const stopped = lanes.find((ended) => ended.status === 'rejected');
  if (stopped) throw stopped.reason;
  return results;
}
