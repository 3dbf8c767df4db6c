import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';

/** How to start a service. */
export interface Start {
  /** The program. */
  readonly command: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** Its working directory; default: the one of the tests. */
  readonly cwd?: string;
  /** Its environment, added to `PATH` and to the default to listen on a free loopback port. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A line in the log of a service. */
export interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly port?: number;
  readonly setting?: string;
}

/** A service that runs as a process on this machine and logs JSON lines. */
export class RunningService {
  /** Resolves with the exit status, or with the signal that killed the service; rejects when it could not be started. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Its standard output so far. */
  output = '';
  /** Its standard error so far. */
  errors = '';
  private over = false;
  private readonly child: ChildProcess;
  private readonly changes = new EventEmitter();

  /** Starts the service without waiting for it. */
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
        return code ?? signal ?? assert.fail('exited with neither a status nor a signal');
      })
      .finally(() => {
        this.over = true;
        this.changes.emit('change');
      });
    // A caller that awaits `ended` gets the error. Without this handler, Node would end the tests.
    this.ended.catch(() => undefined);
    this.child = child;
  }

  /** The log so far; fails on a line that is not JSON. */
  log(): LogLine[] {
    const lines = this.output.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as LogLine);
  }

  /**
   * Waits until the log has a line with this message.
   *
   * @throws AssertionError with its output when the service exits first
   */
  async said(message: RegExp): Promise<LogLine> {
    return this.until(
      () => this.log().find((logged) => message.test(logged.message)),
      `having logged ${String(message)}`,
    );
  }

  /**
   * Waits until its standard output matches.
   *
   * @returns the match
   * @throws AssertionError with its output when the service exits first
   */
  async wrote(pattern: RegExp): Promise<RegExpExecArray> {
    return this.until(() => pattern.exec(this.output) ?? undefined, `having written ${String(pattern)}`);
  }

  /** Waits until the service listens; returns its port. */
  async port(): Promise<number> {
    const { port } = await this.said(/^listening$/);
    return port!;
  }

  /** Waits until the service listens; returns its URL without a path. */
  async url(): Promise<string> {
    return `http://127.0.0.1:${await this.port()}`;
  }

  /** Waits until the service exits. Fails unless it has this status, a matching log, and no output on standard error. */
  async expectEnd(status: number | NodeJS.Signals, message: RegExp): Promise<void> {
    assert.equal(await this.ended, status, this.output + this.errors);
    const messages = this.log().map((line) => line.message);
    assert.match(messages.join('\n'), message);
    assert.equal(this.errors, '', 'standard error is empty: it has no stack trace');
  }

  /** Sends a signal without waiting. */
  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Stops the service with SIGTERM, as a cluster does, and waits until it has exited. */
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
        assert.fail(`exited with ${status} without ${what}: ${this.output}${this.errors}`);
      }
      await once(this.changes, 'change');
    }
  }
}
