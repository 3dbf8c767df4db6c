import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';

import axios, { type AxiosResponse } from 'axios';

/**
 * Sends a request to a service on loopback. Any status is a result and not an error; the body is the text as it came.
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
    // Without keep-alive: a kept connection to a server that has ended could be used for the next one on its port.
    httpAgent: new Agent({ keepAlive: false }),
    proxy: false,
    responseType: 'text',
    transformResponse: (data: string) => data,
    validateStatus: () => true,
  });
}

/** Fails unless the response is an error with this status and a message in JSON. */
export function assertError(response: AxiosResponse<string>, status: number): void {
  assert.equal(response.status, status, response.data);
  assert.equal(response.headers['content-type'], 'application/json');
  assert.equal(typeof (JSON.parse(response.data) as { error: unknown }).error, 'string');
}

/** A plain TCP connection, for requests that no HTTP client would send. */
export class Connection {
  /** Resolves when the service has closed the connection, with everything that it sent. */
  readonly closed: Promise<string>;
  /** Everything that the service sent so far. */
  received = '';
  private readonly socket: Socket;

  private constructor(port: number, host: string) {
    this.socket = connect(port, host);
    this.socket.on('data', (chunk) => (this.received += chunk.toString()));
    // A reset also closes the connection: what was received before it counts.
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

  /** Sends this text. */
  send(text: string): void {
    this.socket.write(text);
  }

  /** Waits until this was received; fails when the service closes the connection before. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.received)) {
      assert.ok(!this.socket.destroyed, `closed after ${this.received}`);
      await Promise.race([once(this.socket, 'data'), this.closed]);
    }
  }
}
