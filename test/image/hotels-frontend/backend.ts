import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the backend received. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers a request whose body has arrived. */
export type Behaviour = (request: Received, response: ServerResponse) => void;

/** A stand-in for the hotels' backend, on a loopback address. */
export class StandInBackend {
  /** Every request so far, oldest first. */
  readonly received: Received[] = [];
  /** How it answers further requests. */
  behaviour: Behaviour = answers(200, []);

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.take(request, response));
  }

  /** Starts it on any free port. */
  static async start(): Promise<StandInBackend> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new StandInBackend(server);
  }

  /** Its origin. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Stops listening and closes all connections. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const received = { method, url, headers, body: Buffer.concat(chunks).toString() };
    this.received.push(received);
    this.behaviour(received, response);
  }
}

/**
 * A behaviour that gives every request the same answer.
 *
 * @param status - the HTTP status
 * @param value - the body, sent as JSON; undefined for none
 * @param headers - further headers; default: none
 */
export function answers(status: number, value: unknown, headers: Record<string, string> = {}): Behaviour {
  return (_, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(value === undefined ? undefined : JSON.stringify(value));
  };
}
