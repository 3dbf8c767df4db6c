import type { Outputs } from './stack';
import { table } from './table';

/** Formats the URLs of the systems, one on each line. */
export function renderUrls(outputs: Outputs): string {
  const urls = Object.entries((outputs.urls ?? {}) as Readonly<Record<string, string>>);
  return urls.length > 0 ? table(urls) : '  (no URLs: nothing is deployed)\n';
}
