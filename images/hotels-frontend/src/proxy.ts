import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { log } from '../../node-service/src/log';
import type { Backend } from './backend';
import { readBody } from './body';
import { Refusal } from './refusal';
import { SECURITY_HEADERS } from './security-headers';

/** The request headers that are passed on to the backend. All others, cookies too, are not. */
const ASKED = ['accept', 'accept-language', 'content-type', 'if-match', 'if-none-match'] as const;

/** The answer headers that are passed on to the client. */
const ANSWERED = ['content-type', 'content-length', 'etag', 'last-modified', 'retry-after'] as const;

/** How long passing on an answer may take after it has begun, in milliseconds. */
const PASS_ON_MS = 20_000;

/** A path of the API, without the prefix `/api`, and its methods. */
export interface Route {
  readonly path: string;
  readonly methods: readonly string[];
}

/** The route of a path; undefined unless it is one of the API, written without percent-encoding. */
export function apiRoute(path: string): Route | undefined {
  if (path === '/api/status') return { path: '/status', methods: ['GET', 'HEAD'] };
  if (path === '/api/hotels') return { path: '/hotels', methods: ['GET', 'HEAD', 'POST'] };
  const [, id] = /^\/api\/hotels\/([A-Za-z0-9_-]{1,64})$/.exec(path) ?? [];
  return id === undefined ? undefined : { path: `/hotels/${id}`, methods: ['GET', 'HEAD', 'PUT', 'DELETE'] };
}

/**
 * Passes a request on to the backend, and its answer back to the client.
 *
 * @param path - the path and query for the backend
 * @throws Refusal when the body is refused or the backend gives no valid answer
 */
export async function forward(
  backend: Backend,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  // HEAD is sent as GET, so the backend need not implement it.
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  const headers = pick(request, ASKED);

  const answer = await backend.ask({ method, path, headers, body }, gone.signal);
  const status = answer.statusCode ?? 502;
  if (status < 200 || status > 599) {
    answer.destroy();
    log('warn', 'the backend answers with an unknown status', { method, status });
    throw new Refusal(502, 'the backend does not answer as it should');
  }
  const location = answer.headers.location && backend.publicPath(answer.headers.location, path);
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'Cache-Control': 'no-store',
    ...pick(answer, ANSWERED),
    ...(location && { Location: location }),
  });
  if (request.method === 'HEAD') {
    response.end();
    answer.destroy();
    return;
  }
  await passOn(answer, response);
}

async function passOn(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await pipeline(answer, response, { signal: AbortSignal.timeout(PASS_ON_MS) });
  } catch (error) {
    // The status is already sent: only a closed connection tells the client that the body is incomplete.
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    log('warn', 'an answer of the backend broke off', { reason });
    response.destroy();
  }
}

function pick({ headers }: IncomingMessage, names: readonly string[]): OutgoingHttpHeaders {
  return Object.fromEntries(names.flatMap((name) => (name in headers ? [[name, headers[name]]] : [])));
}
