import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import axios, { type AxiosResponse } from 'axios';

import { transpile } from '../../support/image/transpile';

const sources = join(__dirname, '../../../images/fileserver');

/**
 * Compiles the service with its own settings, without checking types: the image's build does that.
 *
 * @returns the folder with main.js
 */
export function compileFileserver(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'fileserver-build-'));
  transpile(sources, folder);
  return folder;
}

/** Runs the service on a data directory of its own. */
export class FileserverBench {
  readonly data = fs.mkdtempSync(join(tmpdir(), 'fileserver-'));
  readonly keys = join(this.data, 'keys.txt');
  private readonly started: Fileserver[] = [];

  constructor(private readonly build: string) {}

  /** Starts it with these arguments, on any free port, and with no time to make keys unless `env` gives it some. */
  start(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Fileserver {
    const settings = { DATA_PATH: this.data, PORT: '0', KEYS_SECONDS: '0', ...env };
    const server = new Fileserver(join(this.build, 'main.js'), args, settings);
    this.started.push(server);
    return server;
  }

  /** Starts it with this keys file; the result is its port. */
  async serve(content: string): Promise<number> {
    fs.writeFileSync(this.keys, content);
    return this.start().port();
  }

  /** Kills what still runs and removes the directory. */
  async close(): Promise<void> {
    for (const server of this.started) server.kill('SIGKILL');
    await Promise.all(this.started.map(({ ended }) => ended));
    fs.rmSync(this.data, { recursive: true });
  }
}

/** A line of the service's log. */
export interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly port?: number;
  readonly setting?: string;
}

/** The service as a process of its own. */
export class Fileserver {
  /** Resolves with the exit status, or with the signal that killed it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  output = '';
  errors = '';
  private readonly child: ChildProcess;

  constructor(main: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
    child.stdout.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    this.ended = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
      return code ?? signal ?? assert.fail('ended with neither a status nor a signal');
    });
    this.child = child;
  }

  /** The log so far; fails on a line that is not JSON. */
  log(): LogLine[] {
    const lines = this.output.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as LogLine);
  }

  /** Waits until the log has a line with this message. */
  async said(message: RegExp): Promise<LogLine> {
    for (;;) {
      const line = this.log().find((logged) => message.test(logged.message));
      if (line) return line;
      assert.ok(this.running, `ended without having said ${String(message)}: ${this.output}${this.errors}`);
      await delay(5);
    }
  }

  /** Waits until it serves; the result is its port. */
  async port(): Promise<number> {
    const { port } = await this.said(/^listening$/);
    return port!;
  }

  /** Waits for its end, which must have this status and have logged this. */
  async expectEnd(status: number | NodeJS.Signals, message: RegExp): Promise<void> {
    assert.equal(await this.ended, status, this.output + this.errors);
    const messages = this.log().map((line) => line.message);
    assert.match(messages.join('\n'), message);
    assert.equal(this.errors, '', 'nothing, such as a stack, goes to stderr');
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  private get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }
}

/** Sends a request; every status is an answer, and the body is left as it came. */
export async function request(
  port: number,
  method: string,
  path: string,
  body?: string,
): Promise<AxiosResponse<string>> {
  return axios.request<string>({
    method,
    url: `http://127.0.0.1:${port}${path}`,
    data: body,
    // No connection is kept, lest one to a server that has ended is used for the next on the same port.
    httpAgent: new Agent({ keepAlive: false }),
    proxy: false,
    responseType: 'text',
    transformResponse: (data: string) => data,
    validateStatus: () => true,
  });
}

/** Fails unless the response is this error, told in JSON. */
export function assertError(response: AxiosResponse<string>, status: number): void {
  assert.equal(response.status, status, response.data);
  assert.equal(response.headers['content-type'], 'application/json');
  assert.equal(typeof (JSON.parse(response.data) as { error: unknown }).error, 'string');
}

/** A bare connection, for what no HTTP client would send. */
export class Connection {
  /** Resolves with all that the service sent, once it has closed the connection. */
  readonly closed: Promise<string>;
  received = '';
  private readonly socket: Socket;

  private constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (chunk) => (this.received += chunk.toString()));
    // A reset is a way of closing, too: what was received before it counts.
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.on('close', () => {
        resolve(this.received);
      });
    });
  }

  static async open(port: number): Promise<Connection> {
    const connection = new Connection(port);
    await once(connection.socket, 'connect');
    return connection;
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** Waits until this was received. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.received)) {
      assert.ok(!this.socket.destroyed, `closed after ${this.received}`);
      await delay(5);
    }
  }
}
