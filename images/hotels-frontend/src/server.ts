import type { IncomingMessage, ServerResponse } from 'node:http';
import { json, send, type Answer } from '../../node-service/src/answer';
import { log } from '../../node-service/src/log';
import { createBoundedServer, serve, type Listening } from '../../node-service/src/server';
import type { Assets } from './assets';
import type { Backend } from './backend';
import { announcesTooMuch } from './body';
import { apiRoute, forward } from './proxy';
import { Refusal, refused } from './refusal';
import { SECURITY_HEADERS } from './security-headers';
import { targetOf } from './target';

/** How many clients may be connected at a time; further connections are closed at once. */
const MAX_CONNECTIONS = 512;

/** How long requests in flight may take after a stop, in milliseconds: longer than the backend may take to answer. */
const DRAIN_MS = 10_000;

const READS = ['GET', 'HEAD'];

/**
 * Serves the page and the backend's API until `stop` is aborted.
 *
 * @throws Error when the address cannot be listened on
 */
export async function servePage(
  assets: Assets,
  backend: Backend,
  { host, port }: Pick<Listening, 'host' | 'port'>,
  stop: AbortSignal,
): Promise<void> {
  const server = createBoundedServer((request, response) => void answer(assets, backend, request, response));
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!announcesTooMuch(request)) response.writeContinue();
    server.emit('request', request, response);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await serve(server, { host, port, drainMs: DRAIN_MS }, stop);
}

/** Answers in every case. An unexpected error is logged with its stack, and the client gets a plain 500. */
async function answer(
  assets: Assets,
  backend: Backend,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const whole = await route(assets, backend, request, response);
    if (whole) sendSecurely(request, response, whole);
  } catch (error) {
    if (response.destroyed) return;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (!(error instanceof Refusal)) {
      log('error', 'a request failed', { stack: error instanceof Error ? error.stack : String(error) });
    }
    const refusal = error instanceof Refusal ? error : new Refusal(500, 'internal error');
    sendSecurely(request, response, refused(refusal));
  }
}

function sendSecurely(request: IncomingMessage, response: ServerResponse, answered: Answer): void {
  send(request, response, { ...answered, headers: { ...SECURITY_HEADERS, ...answered.headers } });
}

/** The answer; undefined when the backend's answer has been passed on. */
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
    found ?? refused(new Refusal(404, 'not found: the page is at /, its API is described at /openapi.json'))
  );
}

function allow({ method }: IncomingMessage, methods: readonly string[]): void {
  if (methods.includes(method ?? '')) return;
  const allowed = methods.join(', ');
  throw new Refusal(405, `only ${allowed} are allowed`, { Allow: allowed });
}
