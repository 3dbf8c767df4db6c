/** How much runs at once that keeps a processor busy: one for each core of the smallest machine that the README requires. */
export const busyLanes = 2;
/** How much runs at once by default: more than there are cores, since what tests a cluster waits for it half of the time. */
const LANES = 3;

/**
 * Does pieces of work, several at once, in their order.
 *
 * @param lanes - how many at once; three by default
 * @returns the results, in the same order
 * @throws the first error, after all that has begun has ended; nothing more is begun
 */
export async function inLanes<T, R>(
  waiting: readonly T[],
  work: (one: T) => Promise<R>,
  lanes = LANES,
): Promise<R[]> {
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
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const stopped = ends.find((ended) => ended.status === 'rejected');
  if (stopped) throw stopped.reason;
  return results;
}
