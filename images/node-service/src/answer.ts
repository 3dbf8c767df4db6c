import type { IncomingMessage, ServerResponse } from 'node:http';

/** A complete answer to a request. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer in JSON, with a line feed at its end, that no cache may store. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
    body: Buffer.from(`${JSON.stringify(value)}\n`),
  };
}

/** Sends an answer with its length; without its body to HEAD and for 304. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Answer,
): void {
  // An unread rest of a body would be parsed as the next request.
  if (!request.complete && hasBody(request)) response.shouldKeepAlive = false;
  const empty = status === 304;
  response.writeHead(status, { ...headers, ...(!empty && { 'Content-Length': body.length }) });
  response.end(request.method === 'HEAD' || empty ? undefined : body);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
