import type { IncomingMessage, ServerResponse } from 'node:http';

/** A whole answer, ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Thrown wherever a request cannot be served; the message is for the client, and tells nothing of the inside. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** What every answer carries, the backend's too. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** An answer in JSON that nobody may store. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
    body: Buffer.from(`${JSON.stringify(value)}\n`),
  };
}

/** The refusal in JSON. */
export function refused({ status, message, headers }: Refusal): Answer {
  return json(status, { error: message }, headers);
}

/** Sends the answer; to HEAD without its body. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  // The rest of a body that nobody reads would be taken for the next request.
  if (!request.complete && hasBody(request)) response.shouldKeepAlive = false;
  const empty = answer.status === 304;
  response.writeHead(answer.status, {
    ...SECURITY_HEADERS,
    ...answer.headers,
    ...(!empty && { 'Content-Length': answer.body.length }),
  });
  response.end(request.method === 'HEAD' || empty ? undefined : answer.body);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
