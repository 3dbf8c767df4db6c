import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal';

/** The largest body of a request, in bytes. */
export const MAX_BODY = 64 * 1024;

/**
 * A larger body is still read, and discarded, up to this size in bytes, so that a client that reads the answer only after
 * sending gets the 413.
 */
const MAX_IGNORED = 16 * MAX_BODY;

/** Whether the `Content-Length` of a request is larger than the limit, in bytes. */
export function announcesTooMuch({ headers }: IncomingMessage, limit = MAX_BODY): boolean {
  return Number(headers['content-length'] ?? 0) > limit;
}

/**
 * Reads the whole body of a request.
 *
 * @throws Refusal 413 when it is larger than `MAX_BODY`, 400 when the connection breaks off
 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const refuse = (): void => reject(new Refusal(413, `the body is longer than ${MAX_BODY} bytes`));
    if (announcesTooMuch(request, MAX_IGNORED)) refuse();

    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY) chunks.push(chunk);
      else chunks.length = 0;
      if (length > MAX_IGNORED) refuse();
    });
    request.on('end', () => (length > MAX_BODY ? refuse() : resolve(Buffer.concat(chunks))));
    request.on('error', () => reject(new Refusal(400, 'the body broke off')));
  });
}
