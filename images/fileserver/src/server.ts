import { json, send, type Answer } from '../../node-service/src/answer';
import { createBoundedServer, serve, type Listening } from '../../node-service/src/server';
import { splitTarget } from '../../node-service/src/target';
import type { Keys } from './keys';

/** How long requests in flight may take after a stop, in milliseconds. */
const DRAIN_MS = 3_000;

/**
 * Serves `keys`, or 500 to every request when there are none, until `stop` is aborted.
 *
 * @throws Error when the address cannot be listened on
 */
export async function serveKeys(
  keys: Keys,
  { host, port }: Pick<Listening, 'host' | 'port'>,
  stop: AbortSignal,
): Promise<void> {
  const server = createBoundedServer((request, response) => {
    send(request, response, answer(keys, request.method ?? '', request.url ?? ''));
  });
  await serve(server, { host, port, drainMs: DRAIN_MS }, stop);
}

function answer(keys: Keys, method: string, url: string): Answer {
  if ('error' in keys) {
    return json(500, { error: `no keys to serve: ${keys.error}; start again when the file is complete` });
  }
  const found = route(keys.bytes, splitTarget(url).path);
  if (!found) return json(404, { error: 'not found: the paths are /, /keys and /healthz' });
  if (method === 'GET' || method === 'HEAD') return found;
  return json(405, { error: 'only GET and HEAD are allowed' }, { Allow: 'GET, HEAD' });
}

function route(bytes: Buffer, path: string): Answer | undefined {
  switch (path) {
    case '/':
      return json(200, { message: 'The keys are at /keys' });
    case '/keys':
      return {
        status: 200,
        headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
        body: bytes,
      };
    case '/healthz':
      return json(200, { status: 'UP' });
    default:
      return undefined;
  }
}
