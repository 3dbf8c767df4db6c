/** Shows the progress of a step: the text appears after the title of the step. */
export type Report = (text: string) => void;

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
/** How often the line of a running step is redrawn on a terminal, in milliseconds. */
const FRAME_MS = 100;
/** How often a running step prints its progress when the output is not a terminal, in milliseconds. */
const QUIET_MS = 30_000;

/** Prints named steps with their duration, and a spinner on a terminal. Several steps may run at once. */
export class Steps {
  private readonly running = new Map<string, { since: number; text: string }>();
  private timer: NodeJS.Timeout | undefined;
  private frame = 0;
  private drawn = 0;

  /** @param stream - where to print; standard error by default, so that standard output has only results. */
  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  /**
   * Runs a step, and prints it with its duration at the end.
   *
   * @param title - what the step does, such as `Starting etcd`.
   * @param work - the step. It may report its progress; the last report stays on the final line.
   * @returns the result of `work`.
   * @throws what `work` throws.
   */
  async step<T>(title: string, work: (report: Report) => Promise<T> | T): Promise<T> {
    const state = { since: Date.now(), text: '' };
    this.running.set(title, state);
    this.start();
    let mark = '✗';
    try {
      const result = await work((text) => (state.text = text));
      mark = '✓';
      return result;
    } finally {
      this.running.delete(title);
      this.erase();
      this.stream.write(`${this.line(mark, title, state)}\n`);
      this.draw();
      if (this.running.size === 0) this.stop();
    }
  }

  /** Prints a line between the steps. */
  note(text: string): void {
    this.erase();
    this.stream.write(`${text}\n`);
    this.draw();
  }

  private line(mark: string, title: string, state: { since: number; text: string }): string {
    const text = state.text ? ` · ${state.text}` : '';
    return ` ${mark} ${title}${text} · ${elapsed(Date.now() - state.since)}`;
  }

  private start(): void {
    if (this.timer) return;
    if (this.stream.isTTY) {
      this.timer = setInterval(() => {
        this.frame = (this.frame + 1) % FRAMES.length;
        this.erase();
        this.draw();
      }, FRAME_MS);
    } else {
      this.timer = setInterval(() => {
        for (const [title, state] of this.running) this.stream.write(`${this.line('…', title, state)}\n`);
      }, QUIET_MS);
    }
    this.timer.unref();
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private draw(): void {
    if (!this.stream.isTTY) return;
    for (const [title, state] of this.running) {
      const line = this.line(FRAMES[this.frame] ?? '…', title, state);
      this.stream.write(`${line.slice(0, this.stream.columns - 1)}\n`);
    }
    this.drawn = this.running.size;
  }

  /** Clears the lines of the running steps. */
  private erase(): void {
    if (this.drawn > 0) this.stream.write(`\x1b[${this.drawn}F\x1b[J`);
    this.drawn = 0;
  }
}

/** Formats a duration in milliseconds: `0.4 s`, `12 s`, `3 min 05 s`. */
export function elapsed(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (Math.round(seconds) < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
