/** The clean-up functions to call when the run is interrupted. None of them waits. */
const undoings = new Set<() => void>();
const controller = new AbortController();

/** Aborted when the run is interrupted: stops the commands that are running. */
export const interrupted = controller.signal;

/**
 * Registers a clean-up for the case that the run is interrupted by a signal, or the process exits early.
 *
 * @param undo - cleans up synchronously, without waiting
 * @returns a function that removes the registration; call it after the regular clean-up
 */
export function ifInterrupted(undo: () => void): () => void {
  undoings.add(undo);
  return () => undoings.delete(undo);
}

function undoAll(): void {
  controller.abort();
  for (const undo of undoings) undo();
  undoings.clear();
}

process.once('exit', undoAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    undoAll();
    // The handler is removed (`once`): the signal now has its default effect.
    process.kill(process.pid, signal);
  });
}
