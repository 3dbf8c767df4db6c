import type { IncomingMessage } from 'node:http';
import { Refusal } from './answer';

/** The longest body of a request, in bytes. */
export const MAX_BODY = 64 * 1024;

/** How much more is read, and thrown away, so that a client that only sends may see why it is refused. */
const MAX_IGNORED = 16 * MAX_BODY;

/** Whether the request says itself that its body is too long. */
export function announcesTooMuch({ headers }: IncomingMessage, limit = MAX_BODY): boolean {
  return Number(headers['content-length'] ?? 0) > limit;
}

/** Reads the whole body; throws a `Refusal` when it is too long, or does not come to its end. */
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
