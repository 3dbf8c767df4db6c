import { Refusal } from './answer';

/** What a request asks for: the path as it was sent, with nothing decoded or resolved, and the query with its `?`. */
export interface Target {
  readonly path: string;
  readonly query: string;
}

/** Splits a request's target; throws a `Refusal` when it is not UTF-8 in percent-encoding. */
export function targetOf(url: string): Target {
  // HTTP/1.1 lets a client send the whole address, as it would to a proxy.
  const target = url.replace(/^https?:\/\/[^/?]+/i, '');
  if (!/^[\x21-\x7e]*$/.test(target) || !decodes(target)) {
    throw new Refusal(400, 'the address is not UTF-8 in percent-encoding');
  }
  const [, path = '', query = ''] = /^([^?]*)(\?.*)?$/s.exec(target) ?? [];
  return { path: path || '/', query };
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
