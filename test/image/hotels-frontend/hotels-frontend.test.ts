import { strict as assert } from 'node:assert';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import axios, { type AxiosResponse } from 'axios';

import { assertError, Connection, request } from '../../support/http-client';
import { answers } from './backend';
import { buildFrontend, FrontendBench, publicFolder } from './bench';

const head = 'HTTP/1.1\r\nHost: hotels\r\n';

describe('hotels-frontend', () => {
  let build: string, bench: FrontendBench, port: number;
  before(function () {
    this.timeout(30_000);
    build = buildFrontend();
  });
  beforeEach(async () => {
    bench = await FrontendBench.open(build);
    port = await bench.start().port();
  });
  afterEach(() => bench.close());

  /** Gets a file with its undecoded bytes. */
  async function get(path: string, headers: Record<string, string> = {}): Promise<AxiosResponse<Buffer>> {
    return axios.get<Buffer>(`http://127.0.0.1:${port}${path}`, {
      headers,
      proxy: false,
      decompress: false,
      responseType: 'arraybuffer',
      validateStatus: () => true,
    });
  }

  /** The addresses of the assets that the page links. */
  async function assets(): Promise<string[]> {
    const page = (await request(port, 'GET', '/')).data;
    return [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  }

  describe('page', () => {
    it('links only existing files, each cacheable for ever under its version', async () => {
      const named = await assets();
      assert.ok(named.length > 5);
      for (const path of named) {
        const { status, headers } = await request(port, 'GET', path);
        assert.equal(status, 200, path);
        assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
        assert.match(
          String(headers['content-type']),
          path.endsWith('.js') ? /^text\/javascript/ : /^text\/css/,
        );
      }
    });

    it('preloads every module, so that none waits for another', async () => {
      const named = (await assets()).map((path) => path.replace(/.*\//, ''));
      const modules = fs
        .readdirSync(join(publicFolder(build), 'assets'))
        .filter((name) => name.endsWith('.js'));
      assert.deepEqual(named.filter((name) => name.endsWith('.js')).sort(), modules.sort());
    });

    it('still works after a deployment: addresses of an older version are served, but not cached', async () => {
      const [path] = await assets();
      const older = path!.replace(/[0-9a-f]{16}/, '0123456789abcdef');
      const { status, headers } = await request(port, 'GET', older);
      assert.equal(status, 200);
      assert.equal(headers['cache-control'], 'no-store');
    });

    it('is revalidated by ETag, and sent again only after a change', async () => {
      for (const path of ['/', '/photos/huacalera.svg', '/openapi.json']) {
        const first = await get(path);
        assert.equal(first.status, 200);
        assert.equal(
          first.headers['cache-control'],
          path.endsWith('.svg') ? 'public, max-age=3600' : 'no-cache',
        );
        const tag = String(first.headers.etag);
        const again = await get(path, { 'If-None-Match': `"other", ${tag}` });
        assert.equal(again.status, 304);
        assert.equal(again.data.length, 0);
        assert.equal((await get(path, { 'If-None-Match': '"other"' })).status, 200);
      }
    });

    it('is compressed only for clients that accept gzip', async () => {
      for (const path of ['/', '/photos/huacalera.svg', ...(await assets())]) {
        const plain = await get(path, { 'Accept-Encoding': 'identity' });
        const zipped = await get(path, { 'Accept-Encoding': 'br, gzip;q=0.9' });
        assert.equal(plain.headers['content-encoding'], undefined);
        assert.equal(zipped.headers['content-encoding'], 'gzip');
        assert.equal(zipped.headers.vary, 'Accept-Encoding');
        assert.deepEqual(gunzipSync(zipped.data), plain.data);
        const refusing = await get(path, { 'Accept-Encoding': 'gzip;q=0, br' });
        assert.equal(refusing.headers['content-encoding'], undefined);
      }
    });

    it('answers HEAD like GET, without the body', async () => {
      for (const path of ['/', '/healthz', '/photos/huacalera.svg']) {
        const got = await request(port, 'GET', path);
        const headed = await request(port, 'HEAD', path);
        assert.equal(headed.status, 200);
        assert.equal(headed.data, '');
        for (const header of ['content-type', 'etag'])
          assert.equal(headed.headers[header], got.headers[header]);
      }
    });

    it('has a strict Content-Security-Policy on every answer', async () => {
      const everywhere = [
        '/',
        '/healthz',
        '/api/hotels',
        '/api/hotels/1/2',
        '/nothing',
        '/photos/huacalera.svg',
      ];
      for (const path of everywhere) {
        const { headers } = await request(port, 'GET', path);
        const policy = String(headers['content-security-policy']);
        assert.match(policy, /default-src 'none'/);
        assert.doesNotMatch(policy, /unsafe|\*|https?:/);
        assert.equal(headers['x-content-type-options'], 'nosniff');
        assert.equal(headers['referrer-policy'], 'no-referrer');
        assert.equal(headers['x-powered-by'], undefined);
      }
    });
  });

  describe('unknown addresses', () => {
    it('are 404, as JSON for programs and as a page for browsers', async () => {
      const paths = [
        '/nothing',
        '/index.html',
        '/404.html',
        '/assets/page.js',
        '/photos',
        '/photos/',
        '//',
        '/api',
      ];
      for (const path of [
        ...paths,
        '/photos/%68uacalera.svg',
        '/photos/../openapi.json',
        '/server/main.js',
      ]) {
        const connection = await Connection.open(port);
        connection.send(`GET ${path} ${head}Connection: close\r\n\r\n`);
        assert.match(await connection.closed, /^HTTP\/1\.1 404 [^]*application\/json/, path);
      }
      assertError(await request(port, 'POST', '/nothing', 'a body'), 404);
      const page = await get('/nothing', { Accept: 'text/html', 'If-None-Match': '*' });
      assert.equal(page.status, 404);
      assert.match(String(page.headers['content-type']), /^text\/html/);
      assert.equal(page.headers['cache-control'], 'no-store');
    });

    it('are 400 when they are not UTF-8', async () => {
      for (const path of ['/%ff', '/api/hotels/%c3%28', '/?q=%e9', '/%', '/api/hotels?x=%80']) {
        const connection = await Connection.open(port);
        connection.send(`GET ${path} ${head}Connection: close\r\n\r\n`);
        assert.match(await connection.closed, /^HTTP\/1\.1 400 [^]*"error":/, path);
      }
    });

    it('may be absolute', async () => {
      const connection = await Connection.open(port);
      connection.send(`GET http://hotels/healthz?a=b ${head}Connection: close\r\n\r\n`);
      assert.match(await connection.closed, /^HTTP\/1\.1 200 OK[^]*UP/);
    });
  });

  it('refuses other methods with 405 and lists the allowed ones', async () => {
    for (const path of ['/', '/healthz', '/readyz', '/openapi.json', '/photos/huacalera.svg']) {
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
        const response = await request(port, method, path);
        assertError(response, 405);
        assert.equal(response.headers.allow, 'GET, HEAD');
      }
    }
  });

  describe('health', () => {
    it('is UP independently of the backend, and ready only when the backend is up', async () => {
      bench.backend.behaviour = answers(200, { status: 'UP' });
      assert.deepEqual(JSON.parse((await request(port, 'GET', '/readyz')).data), { status: 'UP' });
      assert.equal(bench.backend.received[0]!.url, '/status');

      bench.backend.behaviour = answers(500, { status: 'DOWN' });
      assertError(await request(port, 'GET', '/readyz'), 503);
      assert.deepEqual(JSON.parse((await request(port, 'GET', '/healthz')).data), { status: 'UP' });
    });

    it('is not ready while the backend does not respond or is down, and is ready again afterwards', async () => {
      bench.backend.behaviour = () => undefined;
      assertError(await request(port, 'GET', '/readyz'), 503);
      bench.backend.behaviour = answers(200, { status: 'UP' });
      assert.equal((await request(port, 'GET', '/readyz')).status, 200);
      await bench.backend.close();
      assertError(await request(port, 'GET', '/readyz'), 503);
      assert.equal((await request(port, 'GET', '/healthz')).status, 200);
    });
  });
});
