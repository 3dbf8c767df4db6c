import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';

/** How a service is started. */
export interface Start {
  /** The program. */
  readonly command: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** Its working directory; default: that of the tests. */
  readonly cwd?: string;
  /** Its environment, besides `PATH`. Default: it listens on any free port of a loopback address. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A line of a service's log. */
export interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly port?: number;
  readonly setting?: string;
}

/** A service that runs as a process of this machine and writes a JSON line for each event. */
export class RunningService {
  /** Resolves with the exit status, or with the signal that killed it; rejects when it could not be started. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** What it wrote to stdout so far. */
  output = '';
  /** What it wrote to stderr so far. */
  errors = '';
  private over = false;
  private readonly child: ChildProcess;
  private readonly changes = new EventEmitter();

  /** Starts it, and does not wait. */
  constructor({ command, args, cwd, env }: Start) {
    const child = spawn(command, args, {
      cwd,
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
      this.changes.emit('change');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    this.ended = once(child, 'close')
      .then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
        return code ?? signal ?? assert.fail('ended with neither a status nor a signal');
      })
      .finally(() => {
        this.over = true;
        this.changes.emit('change');
      });
    // Whoever waits for it gets the error; here it must not end the tests.
    this.ended.catch(() => undefined);
    this.child = child;
  }

  /** The log so far; fails on a line that is not JSON. */
  log(): LogLine[] {
    const lines = this.output.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as LogLine);
  }

  /**
   * Waits until its log has a line with this message.
   *
   * @throws Error with all that it wrote when it ends before
   */
  async said(message: RegExp): Promise<LogLine> {
    return this.until(
      () => this.log().find((logged) => message.test(logged.message)),
      `having logged ${String(message)}`,
    );
  }

  /**
   * Waits until its stdout matches.
   *
   * @returns the match
   * @throws Error with all that it wrote when it ends before
   */
  async wrote(pattern: RegExp): Promise<RegExpExecArray> {
    return this.until(() => pattern.exec(this.output) ?? undefined, `having written ${String(pattern)}`);
  }

  /** Waits until it listens; the result is its port. */
  async port(): Promise<number> {
    const { port } = await this.said(/^listening$/);
    return port!;
  }

  /** Waits until it listens; the result is its origin. */
  async url(): Promise<string> {
    return `http://127.0.0.1:${await this.port()}`;
  }

  /** Waits for its end, which must have this status and have logged this, with nothing on stderr. */
  async expectEnd(status: number | NodeJS.Signals, message: RegExp): Promise<void> {
    assert.equal(await this.ended, status, this.output + this.errors);
    const messages = this.log().map((line) => line.message);
    assert.match(messages.join('\n'), message);
    assert.equal(this.errors, '', 'nothing, such as a stack, goes to stderr');
  }

  /** Sends a signal, and does not wait. */
  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Stops it as a cluster would, and waits for its end. */
  async stop(): Promise<number | NodeJS.Signals> {
    this.kill('SIGTERM');
    return this.ended;
  }

  private async until<T>(find: () => T | undefined, what: string): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (this.over) {
        const status = await this.ended;
        assert.fail(`ended with ${status} without ${what}: ${this.output}${this.errors}`);
      }
      await once(this.changes, 'change');
    }
  }
}
