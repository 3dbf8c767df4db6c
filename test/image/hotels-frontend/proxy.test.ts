import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

import axios from 'axios';

import { assertError, Connection, request } from '../../support/http-client';
import { answers } from './backend';
import { buildFrontend, FrontendBench } from './bench';

const head = 'HTTP/1.1\r\nHost: hotels\r\n';
const LIMIT = 64 * 1024;

describe("hotels-frontend, the backend's API on its origin", () => {
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

  it('forwards requests with their bodies, and returns the responses unchanged', async () => {
    const asked: [method: string, path: string, backend: string, body?: string][] = [
      ['GET', '/api/hotels', '/hotels'],
      ['GET', '/api/hotels?q=R%C3%ADo', '/hotels?q=R%C3%ADo'],
      ['POST', '/api/hotels', '/hotels', '{"name":"Vik \u00fc"}'],
      ['GET', '/api/hotels/17', '/hotels/17'],
      ['PUT', '/api/hotels/17', '/hotels/17', '{"name":""}'],
      ['DELETE', '/api/hotels/17', '/hotels/17'],
      ['GET', '/api/status', '/status'],
    ];
    for (const [n, [method, path, backend, body]] of asked.entries()) {
      bench.backend.behaviour = answers(200 + n, { n });
      const response = await request(port, method, path, body);
      const received = bench.backend.received[n]!;
      assert.deepEqual([received.method, received.url, received.body], [method, backend, body ?? '']);
      assert.equal(response.status, 200 + n);
      if (response.status !== 204 && response.status !== 205)
        assert.deepEqual(JSON.parse(response.data), { n });
      assert.equal(response.headers['cache-control'], 'no-store');
    }
  });

  it('returns the errors and the empty list of the backend', async () => {
    for (const [status, value] of [
      [404, []],
      [422, { error: 'price must be from 1 to 4' }],
      [500, { status: 'DOWN' }],
    ] as const) {
      bench.backend.behaviour = answers(status, value);
      const response = await request(port, 'GET', '/api/hotels');
      assert.deepEqual([response.status, JSON.parse(response.data)], [status, value]);
    }
  });

  it('answers HEAD like GET, without the body', async () => {
    bench.backend.behaviour = answers(200, [1, 2, 3]);
    const { status, data, headers } = await request(port, 'HEAD', '/api/hotels');
    assert.deepEqual([status, data, headers['content-type']], [200, '', 'application/json']);
    assert.equal(bench.backend.received[0]!.method, 'GET');
  });

  it('rewrites a Location of the backend to its own path, and drops any other', async () => {
    const locations: [string, string | undefined][] = [
      ['/hotels/18', '/api/hotels/18'],
      [`${bench.backend.url}/hotels/18?a=b`, '/api/hotels/18?a=b'],
      ['18', '/api/18'],
      ['http://elsewhere.example/hotels/18', undefined],
      ['//elsewhere.example/hotels/18', undefined],
    ];
    for (const [location, expected] of locations) {
      bench.backend.behaviour = answers(201, {}, { Location: location });
      const { headers } = await request(port, 'POST', '/api/hotels', '{}');
      assert.equal(headers.location, expected, location);
    }
  });

  it('forwards no hop-by-hop headers and no cookies', async () => {
    bench.backend.behaviour = answers(
      200,
      {},
      {
        'Keep-Alive': 'timeout=99',
        Upgrade: 'x',
        Server: 'y',
        'X-Hop': '1',
        Connection: 'X-Hop',
        'Set-Cookie': 'z=1',
      },
    );
    const sent = {
      Upgrade: 'h2c',
      TE: 'trailers',
      'X-Hop': '1',
      Connection: 'X-Hop',
      Cookie: 'a=b',
      'X-Forwarded-Host': 'e',
    };
    const { headers } = await axios.get(`http://127.0.0.1:${port}/api/hotels`, {
      headers: { ...sent, Accept: 'application/json', Host: 'other.example' },
      proxy: false,
    });
    for (const name of ['upgrade', 'server', 'x-hop', 'set-cookie'])
      assert.equal(headers[name], undefined, name);
    const received = bench.backend.received[0]!.headers;
    for (const name of ['upgrade', 'te', 'x-hop', 'cookie', 'x-forwarded-host']) {
      assert.equal(received[name], undefined, name);
    }
    assert.equal(received.accept, 'application/json');
    assert.equal(`http://${received.host!}`, bench.backend.url);
  });

  it('does not let a crafted path reach another path of the backend', async () => {
    const tricks = [
      ...[
        '/api/hotels/',
        '/api/hotels/1/',
        '/api/hotels/1/2',
        '/api/hotels//1',
        '//api/hotels',
        '/api//hotels',
      ],
      ...[
        '/api/hotels/../status',
        '/api/hotels/..',
        '/api/hotels/.',
        '/api/./hotels',
        '/api/hotels/%2e%2e/status',
      ],
      ...[
        '/api/hotels%2f1',
        '/api/hotels/1%2f2',
        '/api/hotels/1%00',
        '/api/hotels/1;a',
        '/api/%68otels',
        '/API/hotels',
      ],
      ...[
        '/api/healthz',
        '/api/openapi.json',
        '/api/docs',
        '/hotels',
        '/status',
        '/api/hotels\\1',
        '/api/hotels/1#a',
      ],
      `/api/hotels/${'1'.repeat(65)}`,
    ];
    for (const path of tricks) {
      const connection = await Connection.open(port);
      connection.send(`GET ${path} ${head}Connection: close\r\n\r\n`);
      assert.match(await connection.closed, /^HTTP\/1\.1 404 /, path);
    }
    assert.deepEqual(bench.backend.received, []);
  });

  it('refuses other methods with 405, without a request to the backend', async () => {
    const paths = {
      '/api/hotels': 'GET, HEAD, POST',
      '/api/hotels/1': 'GET, HEAD, PUT, DELETE',
      '/api/status': 'GET, HEAD',
    };
    for (const [path, allowed] of Object.entries(paths)) {
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
        if (allowed.split(', ').includes(method)) continue;
        const response = await request(port, method, path);
        assertError(response, 405);
        assert.equal(response.headers.allow, allowed);
      }
    }
    assert.deepEqual(bench.backend.received, []);
  });

  it('accepts a body of 64 KiB, and refuses a longer one with 413, with or without Content-Length', async () => {
    bench.backend.behaviour = answers(201, {});
    assert.equal((await request(port, 'POST', '/api/hotels', 'x'.repeat(LIMIT))).status, 201);
    assert.equal(bench.backend.received[0]!.body.length, LIMIT);
    assertError(await request(port, 'POST', '/api/hotels', 'x'.repeat(LIMIT + 1)), 413);

    const chunked = await Connection.open(port);
    chunked.send(`PUT /api/hotels/1 ${head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n`);
    for (let n = 0; n < 5; n++) chunked.send(`4000\r\n${'x'.repeat(0x4000)}\r\n`);
    chunked.send('0\r\n\r\n');
    assert.match(await chunked.closed, /^HTTP\/1\.1 413 /);

    const polite = await Connection.open(port);
    polite.send(`POST /api/hotels ${head}Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n`);
    assert.match(await polite.closed, /^HTTP\/1\.1 413 [^]*Connection: close/);
    assert.equal(bench.backend.received.length, 1);
  });

  it('answers 408 to a client whose head or body does not arrive', async function () {
    this.timeout(15_000);
    const slowBody = await Connection.open(port);
    slowBody.send(`POST /api/hotels ${head}Content-Length: 10\r\n\r\nab`);
    const slowHead = await Connection.open(port);
    slowHead.send(`GET /api/hotels ${head}`);
    assert.match(await slowHead.closed, /^HTTP\/1\.1 408 /);
    assert.match(await slowBody.closed, /^HTTP\/1\.1 408 /);
    assert.deepEqual(bench.backend.received, []);
  });

  it('answers 502 while the backend is down or does not speak HTTP, and recovers afterwards', async () => {
    bench.backend.behaviour = (_, response) => response.socket?.end('hello\r\n');
    const broken = await request(port, 'GET', '/api/hotels');
    assertError(broken, 502);
    bench.backend.behaviour = (_, response) => response.destroy();
    assertError(await request(port, 'POST', '/api/hotels', '{}'), 502);
    bench.backend.behaviour = answers(200, []);
    assert.equal((await request(port, 'GET', '/api/hotels')).status, 200);
    await bench.backend.close();
    const gone = await request(port, 'DELETE', '/api/hotels/1');
    assertError(gone, 502);
    for (const { data } of [broken, gone]) assert.doesNotMatch(data, /ECONN|127\.0\.0\.1|\.js/);
  });

  it('answers 504 when the backend takes too long', async function () {
    this.timeout(20_000);
    bench.backend.behaviour = () => undefined;
    assertError(await request(port, 'GET', '/api/hotels'), 504);
  });

  it('closes the connection when a response of the backend is incomplete, and keeps serving', async () => {
    bench.backend.behaviour = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 100 });
      response.write('[1,', () => response.destroy());
    };
    await assert.rejects(request(port, 'GET', '/api/hotels'), /aborted|ECONNRESET|hang up/);
    assert.equal((await request(port, 'GET', '/healthz')).status, 200);
  });

  it('aborts the request to the backend when its client disconnects', async function () {
    // Less than the 8 s after which it would abort the request in any case.
    this.timeout(5_000);
    const arrived = new Promise<ServerResponse>((resolve) => {
      bench.backend.behaviour = (_, response) => resolve(response);
    });
    const leaving = new AbortController();
    const asked = axios.get(`http://127.0.0.1:${port}/api/hotels`, { signal: leaving.signal, proxy: false });
    const dropped = once(await arrived, 'close');
    leaving.abort();
    await assert.rejects(asked, { code: 'ERR_CANCELED' });
    await dropped;
    assert.equal((await request(port, 'GET', '/healthz')).status, 200);
  });
});
