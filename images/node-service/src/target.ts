/** The target of a request: the path as it was sent, neither decoded nor resolved, and the query with its `?`. */
export interface Target {
  readonly path: string;
  readonly query: string;
}

/** Splits a request's target. An absolute address, which HTTP/1.1 allows, is read as the path and query in it. */
export function splitTarget(url: string): Target {
  const target = url.replace(/^https?:\/\/[^/?]+/i, '');
  const query = target.indexOf('?');
  return query < 0
    ? { path: target || '/', query: '' }
    : { path: target.slice(0, query) || '/', query: target.slice(query) };
}
