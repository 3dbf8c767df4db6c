import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { extname, join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Answer } from '../../node-service/src/answer';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};
/** The placeholder in a page for the version of the assets. */
const VERSION_MARK = '{{version}}';
/** `/assets/<version>/<name>`: the content under one version never changes. */
const VERSIONED = /^\/assets\/([0-9a-f]{16})(\/.+)$/;

const FOREVER = 'public, max-age=31536000, immutable';
const AN_HOUR = 'public, max-age=3600';
const ASK_AGAIN = 'no-cache';

interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly bytes: Buffer;
  readonly zipped: Buffer;
}

/** The files of the page, held in memory. */
export class Assets {
  private readonly files: ReadonlyMap<string, Asset>;
  private readonly version: string;

  /**
   * @param files - contents by path, such as `/index.html` and `/assets/page.js`
   * @throws Error when a file has an unknown type
   */
  constructor(files: ReadonlyMap<string, Buffer>) {
    const versioned = [...files].filter(([path]) => path.startsWith('/assets/')).sort(byPath);
    this.version = digest(...versioned.flatMap(([path, bytes]) => [path, bytes]));
    this.files = new Map([...files].map(([path, bytes]) => [path, this.asset(path, bytes)]));
  }

  /** The answer with the file at a path, or 304 when the client has it; undefined when there is no such file. */
  find(path: string, headers: IncomingHttpHeaders): Answer | undefined {
    const [, version, name] = VERSIONED.exec(path) ?? [];
    if (version !== undefined && name !== undefined) {
      // A page of an older deployment gets the current file, which must not be cached under the old version.
      return this.answer(`/assets${name}`, headers, version === this.version ? FOREVER : 'no-store');
    }
    if (path === '/') return this.answer('/index.html', headers, ASK_AGAIN);
    if (path.startsWith('/assets/') || path.endsWith('.html')) return undefined;
    return this.answer(path, headers, path.endsWith('.json') ? ASK_AGAIN : AN_HOUR);
  }

  /** The 404 page; undefined when the folder has none. */
  notFound(headers: IncomingHttpHeaders): Answer | undefined {
    const page = this.answer('/404.html', { ...headers, 'if-none-match': undefined }, 'no-store');
    return page && { ...page, status: 404 };
  }

  private asset(path: string, content: Buffer): Asset {
    const type = TYPES[extname(path)];
    if (type === undefined)
      throw new Error(
        `${path} has an unknown type: the page can have .css, .html, .js, .json and .svg files`,
      );
    const bytes = path.endsWith('.html')
      ? Buffer.from(content.toString().replaceAll(VERSION_MARK, this.version))
      : content;
    return { type, etag: `W/"${digest(bytes)}"`, bytes, zipped: gzipSync(bytes, { level: 9 }) };
  }

  private answer(path: string, headers: IncomingHttpHeaders, caching: string): Answer | undefined {
    const asset = this.files.get(path);
    if (!asset) return undefined;
    const zipped = acceptsGzip(headers['accept-encoding']);
    const known = { ETag: asset.etag, 'Cache-Control': caching, Vary: 'Accept-Encoding' };
    if (matches(headers['if-none-match'], asset.etag)) {
      return { status: 304, headers: known, body: Buffer.alloc(0) };
    }
    return {
      status: 200,
      headers: { ...known, 'Content-Type': asset.type, ...(zipped && { 'Content-Encoding': 'gzip' }) },
      body: zipped ? asset.zipped : asset.bytes,
    };
  }
}

/**
 * Reads all files below a folder.
 *
 * @throws Error when the folder has no index.html, or a file of an unknown type
 */
export function readAssets(folder: string): Assets {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(file.slice(folder.length).replaceAll(sep, '/'), readFileSync(file));
  }
  if (!files.has('/index.html')) throw new Error(`${folder} has no index.html`);
  return new Assets(files);
}

function acceptsGzip(accepted: string | string[] | undefined): boolean {
  return String(accepted ?? '')
    .split(',')
    .some((coding) => /^\s*gzip\s*(;|$)/i.test(coding) && !/;\s*q=0(\.0*)?\s*$/i.test(coding));
}

function matches(condition: string | undefined, etag: string): boolean {
  const known = (condition ?? '').split(',').map((tag) => tag.trim());
  return known.includes(etag) || known.includes('*');
}

function digest(...parts: readonly (Buffer | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 16);
}

function byPath([one]: [string, Buffer], [other]: [string, Buffer]): number {
  return one < other ? -1 : 1;
}
