import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Keys } from './keys';
import { log } from './log';

/** Bounds that no client can stretch; a longer wait or a larger header ends its connection. */
const LIMITS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 3_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 500,
};
const IDLE_MS = 10_000;
const DRAIN_MS = 3_000;

interface Answer {
  readonly status: number;
  readonly body: Buffer | string;
  readonly type?: string;
  readonly allow?: string;
}

/** Serves `keys` on `port` until `stop`, then ends the requests in flight, for three seconds at most. */
export async function serve(keys: Keys, port: number, stop: AbortSignal): Promise<void> {
  const server = createServer(LIMITS, (request, response) => {
    send(server, request, response, answer(keys, request.method ?? '', request.url ?? ''));
  });
  server.setTimeout(IDLE_MS);
  server.listen(port);
  await once(server, 'listening');
  log('info', 'listening', { port: (server.address() as AddressInfo).port });

  if (!stop.aborted) await once(stop, 'abort');
  await drain(server);
  log('info', 'stopped');
}

function answer(keys: Keys, method: string, url: string): Answer {
  if ('error' in keys) {
    return json(500, { error: `no keys to serve: ${keys.error}; start again when it is there` });
  }
  const found = route(keys.bytes, pathOf(url));
  if (!found) return json(404, { error: 'not found: there are /, /keys and /healthz' });
  if (method === 'GET' || method === 'HEAD') return found;
  return { ...json(405, { error: 'only GET and HEAD are allowed' }), allow: 'GET, HEAD' };
}

function route(bytes: Buffer, path: string): Answer | undefined {
  switch (path) {
    case '/':
      return json(200, { message: 'The keys are at /keys' });
    case '/keys':
      return { status: 200, body: bytes, type: 'text/plain; charset=utf-8' };
    case '/healthz':
      return json(200, { status: 'UP' });
    default:
      return undefined;
  }
}

// HTTP/1.1 lets a client send the whole address, as it would to a proxy.
function pathOf(url: string): string {
  const target = url.replace(/^https?:\/\/[^/?]+/i, '');
  return target.replace(/\?.*$/s, '') || '/';
}

function json(status: number, value: unknown): Answer {
  return { status, body: `${JSON.stringify(value)}\n` };
}

function send(server: Server, request: IncomingMessage, response: ServerResponse, answered: Answer): void {
  // A body is never read, so its connection cannot be used again.
  const hasBody = request.headers['transfer-encoding'] ?? Number(request.headers['content-length'] ?? 0);
  if (hasBody || !server.listening) response.shouldKeepAlive = false;
  response.writeHead(answered.status, {
    'Content-Type': answered.type ?? 'application/json',
    'Content-Length': Buffer.byteLength(answered.body),
    'Cache-Control': 'no-store',
    ...(answered.allow && { Allow: answered.allow }),
  });
  response.end(request.method === 'HEAD' ? undefined : answered.body);
}

async function drain(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  log('info', 'stopping: no new connections, ending the requests in flight');
  // A connection that becomes idle after close() would otherwise stay for its keep-alive time.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const cutOff = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(cutOff);
}
