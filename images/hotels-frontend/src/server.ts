import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json, Refusal, refused, send, type Answer } from './answer';
import type { Assets } from './assets';
import type { Backend } from './backend';
import { announcesTooMuch } from './body';
import { log } from './log';
import { apiRoute, forward } from './proxy';
import { targetOf } from './target';

/** Bounds that no client can stretch; a longer wait or a larger header ends its connection. */
const LIMITS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 3_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 500,
};
const MAX_CONNECTIONS = 512;
/** Longer than the backend may take. */
const IDLE_MS = 10_000;
const DRAIN_MS = 10_000;

const READS = ['GET', 'HEAD'];

/** Serves on `port` until `stop`, then ends the requests in flight, for ten seconds at most. */
export async function serve(
  assets: Assets,
  backend: Backend,
  port: number,
  stop: AbortSignal,
): Promise<void> {
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (!server.listening) response.shouldKeepAlive = false;
    void answer(assets, backend, request, response);
  };
  const server = createServer(LIMITS, handle);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!announcesTooMuch(request)) response.writeContinue();
    handle(request, response);
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(IDLE_MS);
  server.listen(port);
  await once(server, 'listening');
  log('info', 'listening', { port: (server.address() as AddressInfo).port });

  if (!stop.aborted) await once(stop, 'abort');
  await drain(server);
  log('info', 'stopped');
}

/** Answers, whatever happens: what was not foreseen is logged, and the client learns no more than that. */
async function answer(
  assets: Assets,
  backend: Backend,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const whole = await route(assets, backend, request, response);
    if (whole) send(request, response, whole);
  } catch (error) {
    if (response.destroyed) return;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (!(error instanceof Refusal)) {
      log('error', 'a request failed', { stack: error instanceof Error ? error.stack : String(error) });
    }
    send(request, response, refused(error instanceof Refusal ? error : new Refusal(500, 'this is a fault')));
  }
}

/** The answer, or undefined when the backend's is being passed on. */
async function route(
  assets: Assets,
  backend: Backend,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer | undefined> {
  const { path, query } = targetOf(request.url ?? '');
  const api = apiRoute(path);
  if (api) {
    allow(request, api.methods);
    return await forward(backend, api.path + query, request, response).then(() => undefined);
  }
  const found =
    path === '/healthz' || path === '/readyz'
      ? json(200, { status: 'UP' })
      : assets.find(path, request.headers);
  if (!found) return notFound(assets, request);
  allow(request, READS);
  if (path === '/readyz') {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    await backend.assertReady(gone.signal).catch((error: unknown) => {
      throw error instanceof Refusal ? new Refusal(503, error.message) : error;
    });
  }
  return found;
}

function notFound(assets: Assets, { headers, method }: IncomingMessage): Answer {
  const page = READS.includes(method ?? '') && /\btext\/html\b/.test(headers.accept ?? '');
  const found = page ? assets.notFound(headers) : undefined;
  return (
    found ?? refused(new Refusal(404, 'not found: the page is at / and its API described at /openapi.json'))
  );
}

function allow({ method }: IncomingMessage, methods: readonly string[]): void {
  if (methods.includes(method ?? '')) return;
  const allowed = methods.join(', ');
  throw new Refusal(405, `only ${allowed} are allowed`, { Allow: allowed });
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
