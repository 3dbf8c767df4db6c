/** What has to be undone if the run is ended early; every piece of work at once, without waiting. */
const undoings = new Set<() => void>();
const controller = new AbortController();

/** Aborted when the run is ended early: for commands that would go on by themselves. */
export const interrupted = controller.signal;

/**
 * Has something undone if the run is ended early, by a signal or by a failure that ends the process.
 *
 * @param undo - undoes it without waiting for anything
 * @returns what to call once it is undone in order
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
    // Nothing listens any more: the signal does what it does by default.
    process.kill(process.pid, signal);
  });
}
