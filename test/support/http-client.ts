import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';

import axios, { type AxiosResponse } from 'axios';

/**
 * Sends a request to a service on loopback. No status is an error; the body is the unparsed text.
 */
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
    // Without keep-alive: a request could otherwise use a connection to a stopped server on the same port.
    httpAgent: new Agent({ keepAlive: false }),
    proxy: false,
    responseType: 'text',
    transformResponse: (data: string) => data,
    validateStatus: () => true,
  });
}

/** Fails unless the response has this status and an error message in JSON. */
export function assertError(response: AxiosResponse<string>, status: number): void {
  assert.equal(response.status, status, response.data);
  assert.equal(response.headers['content-type'], 'application/json');
  assert.equal(typeof (JSON.parse(response.data) as { error: unknown }).error, 'string');
}

/** A plain TCP connection, for requests that no HTTP client would send. */
export class Connection {
  /** Resolves with everything received when the service has closed the connection. */
  readonly closed: Promise<string>;
  /** Everything received so far. */
  received = '';
  private readonly socket: Socket;

  private constructor(port: number, host: string) {
    this.socket = connect(port, host);
    this.socket.on('data', (chunk) => (this.received += chunk.toString()));
    // A reset also closes the connection; the data received before it is kept.
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.on('close', () => {
        resolve(this.received);
      });
    });
  }

  /**
   * Connects to a port of this machine.
   *
   * @param host - the loopback address; default: 127.0.0.1
   */
  static async open(port: number, host = '127.0.0.1'): Promise<Connection> {
    const connection = new Connection(port, host);
    await once(connection.socket, 'connect');
    return connection;
  }

  /** Closes the connection. */
  close(): void {
    this.socket.destroy();
  }

  /** Sends text. */
  send(text: string): void {
    this.socket.write(text);
  }

  /** Waits until the received text matches; fails when the service closes the connection first. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.received)) {
      assert.ok(!this.socket.destroyed, `closed after ${this.received}`);
      await Promise.race([once(this.socket, 'data'), this.closed]);
    }
  }
}
