import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { log } from './log';

/** Bounds for every client. Node closes the connection of a client that exceeds one. In bytes and milliseconds. */
const BOUNDS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 3_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 500,
};

/** How long a connection may be silent, in milliseconds. Longer than any answer takes to begin. */
const IDLE_MS = 10_000;

/** Where and how a service listens. */
export interface Listening {
  /** The IP address to listen on; empty for all addresses. */
  readonly host: string;
  /** The port to listen on; 0 takes any free port. */
  readonly port: number;
  /** How long requests in flight may take after a stop, in milliseconds. */
  readonly drainMs: number;
}

/**
 * Creates an HTTP server with the bounds of all services. It keeps no connection alive after it has begun to stop.
 *
 * @param handle - answers a request
 */
export function createBoundedServer(handle: RequestListener): Server {
  const server = createServer(BOUNDS, (request, response) => {
    if (!server.listening) response.shouldKeepAlive = false;
    handle(request, response);
  });
  server.setTimeout(IDLE_MS);
  return server;
}

/**
 * Serves until `stop` is aborted. Then it accepts no new connection, completes the requests in flight for at most
 * `drainMs`, and closes the rest.
 *
 * @param server - a server that does not listen yet
 * @param stop - ends the serving
 * @throws Error when the address cannot be listened on, such as EADDRINUSE
 */
export async function serve(
  server: Server,
  { host, port, drainMs }: Listening,
  stop: AbortSignal,
): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
  log('info', 'listening', { port: (server.address() as AddressInfo).port });

  if (!stop.aborted) await once(stop, 'abort');
  await drain(server, drainMs);
  log('info', 'stopped');
}

async function drain(server: Server, drainMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  log('info', 'stopping: no new connections, ending the requests in flight');
  // Without it a connection that becomes idle after close() would stay open for its keep-alive time.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const cutOff = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearInterval(idle);
  clearTimeout(cutOff);
}
