import { isDeepStrictEqual } from 'node:util';

import { pause } from '../local/host/wait';
import type { StatusReport } from '../status/report';
import { statusText } from './status-text';

/** Where a watched status is printed: standard output, or what stands in for it in a test. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
  on(event: 'resize', draw: () => void): unknown;
  off(event: 'resize', draw: () => void): unknown;
}

/** How a status is watched. */
export interface WatchOptions {
  readonly output: Output;
  /** Reads the status anew. */
  readonly read: () => Promise<StatusReport>;
  /** Whether it is printed as JSON, one document a line. */
  readonly json: boolean;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** The time between the starts of two readings, in milliseconds; default 2000. A reading that takes longer is not cut off. */
  readonly interval?: number;
}

/** The other screen of the terminal, which leaves what was there before as it was, without a cursor. */
const ENTER = '\x1b[?1049h\x1b[?25l';
/** Back, with the cursor. */
const LEAVE = '\x1b[?25h\x1b[?1049l';
/** To the upper left corner. Nothing is cleared before the new text is there, so that nothing flickers. */
const HOME = '\x1b[H';
/** Clears what an earlier, longer line has left behind. */
const END_OF_LINE = '\x1b[K';
/** Clears what an earlier, longer text has left below. */
const BELOW = '\x1b[J';

/**
 * Shows a status until the signal ends it. On a terminal it is drawn again at each reading. Elsewhere, and as JSON, it is printed
 * again when something has changed, as `kubectl get --watch` does.
 *
 * @throws what `read` throws, unless the signal has ended it
 */
export async function watchStatus(options: WatchOptions): Promise<void> {
  try {
    await (options.output.isTTY && !options.json ? drawAnew(options) : printChanges(options));
  } catch (error) {
    if (!options.signal.aborted) throw error;
  }
}

async function drawAnew({ output, read, signal, interval = 2000 }: WatchOptions): Promise<void> {
  let status: StatusReport | undefined;
  const draw = (): void => {
    if (!status) return;
    const lines = fitted(status, output.rows, output.columns);
    output.write(`${HOME}${lines.map((line) => `${line}${END_OF_LINE}`).join('\r\n')}${BELOW}`);
  };
  output.on('resize', draw);
  output.write(ENTER);
  try {
    for (;;) {
      const next = nextReading(interval, signal);
      status = await read();
      signal.throwIfAborted();
      draw();
      await next;
    }
  } finally {
    output.off('resize', draw);
    output.write(LEAVE);
    // What was seen last stays on the terminal.
    if (status) output.write(statusText(status));
  }
}

async function printChanges({ output, read, json, signal, interval = 2000 }: WatchOptions): Promise<void> {
  let printed: StatusReport | undefined;
  for (;;) {
    const next = nextReading(interval, signal);
    const status = await read();
    signal.throwIfAborted();
    if (!printed || !isDeepStrictEqual(lasting(status), lasting(printed))) {
      if (json) output.write(`${JSON.stringify(status)}\n`);
      else output.write(`${printed ? '\n' : ''}${statusText(status)}`);
      printed = status;
    }
    await next;
  }
}

/** Resolves when it is time for the next reading. It begins before a reading, whose own time so does not add up. */
function nextReading(interval: number, signal: AbortSignal): Promise<void> {
  const next = pause(interval, signal);
  // An error of the reading comes first.
  next.catch(() => undefined);
  return next;
}

/** A status without the memory, which is another one each time. */
function lasting(status: StatusReport): StatusReport {
  return { ...status, parts: status.parts.map((part) => ({ ...part, memory: 0 })) };
}

/** The lines that fit on a terminal: with all parts and pods, else with the notable ones, else the first lines. */
function fitted(status: StatusReport, rows: number, columns: number): string[] {
  const heading = `${new Date().toTimeString().slice(0, 8)}  Ctrl-C ends it`;
  const linesOf = (text: string): string[] => [heading, '', ...text.trimEnd().split('\n')];
  let lines = linesOf(statusText(status));
  if (lines.length > rows) lines = linesOf(statusText(status, 'notable'));
  if (lines.length > rows) {
    const more = lines.length - (rows - 1);
    lines = [...lines.slice(0, rows - 1), `… ${more} more lines: the terminal is too low`];
  }
  return lines.map((line) => line.slice(0, columns));
}
