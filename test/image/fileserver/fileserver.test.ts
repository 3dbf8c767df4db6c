import { strict as assert } from 'node:assert';
import * as fs from 'node:fs';

import { readSettings } from '../../../images/fileserver/src/settings';
import type { SettingsError } from '../../../images/node-service/src/settings';
import { assertError, Connection, request } from '../../support/http-client';
import { compileFileserver, FileserverBench } from './bench';

const content = 'key-1 abc\nkey-2 \u00e9\n\nno newline at the end';
const head = 'HTTP/1.1\r\nHost: fileserver\r\n';

describe('fileserver', () => {
  let build: string, bench: FileserverBench;
  before(() => {
    build = compileFileserver();
  });
  after(() => {
    fs.rmSync(build, { recursive: true });
  });
  beforeEach(() => {
    bench = new FileserverBench(build);
  });
  afterEach(() => bench.close());

  describe('API', () => {
    it('answers GET and HEAD with the same headers, and the exact bytes of the file', async () => {
      const port = await bench.serve(content);
      const types = {
        '/': 'application/json',
        '/keys': 'text/plain; charset=utf-8',
        '/healthz': 'application/json',
      };
      for (const [path, type] of Object.entries(types)) {
        const got = await request(port, 'GET', `${path}?any=query`);
        const headed = await request(port, 'HEAD', path);
        for (const response of [got, headed]) {
          assert.equal(response.status, 200);
          assert.equal(response.headers['content-type'], type);
          assert.equal(response.headers['content-length'], String(Buffer.byteLength(got.data)));
          assert.equal(response.headers['cache-control'], 'no-store');
        }
        assert.equal(headed.data, '');
      }
      assert.equal((await request(port, 'GET', '/keys')).data, content);
      assert.ok((JSON.parse((await request(port, 'GET', '/')).data) as { message: string }).message);
    });

    it('refuses other paths and methods', async () => {
      const port = await bench.serve(content);
      for (const path of ['/other', '/keys/', '/keys.txt', '//keys', '/%6beys', '/keys%00', '/../keys.txt']) {
        assertError(await request(port, 'GET', path), 404);
      }
      assertError(await request(port, 'POST', '/other'), 404);
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        const response = await request(port, method, '/keys', 'a body');
        assertError(response, 405);
        assert.equal(response.headers.allow, 'GET, HEAD');
      }
    });

    it('accepts an absolute address as the request target', async () => {
      const connection = await Connection.open(await bench.serve(content));
      connection.send(`GET http://fileserver/keys ${head}Connection: close\r\n\r\n`);
      assert.match(await connection.closed, /^HTTP\/1\.1 200 OK\r\n[^]*key-1 abc/);
    });

    it('reads the file once at its start', async () => {
      const port = await bench.serve(content);
      fs.rmSync(bench.keys);
      assert.equal((await request(port, 'GET', '/keys')).data, content);
    });

    for (const state of ['missing', 'empty', 'unreadable'] as const) {
      it(`answers 500 to everything until a restart when the file was ${state}`, async () => {
        if (state === 'empty') fs.writeFileSync(bench.keys, '');
        if (state === 'unreadable') fs.mkdirSync(bench.keys);
        const server = bench.start();
        const port = await server.port();
        assert.equal(server.log().filter(({ level }) => level === 'error').length, 1);
        await server.said(/^no keys to serve, so every request answers 500: .*keys\.txt/);
        fs.rmSync(bench.keys, { recursive: true, force: true });
        fs.writeFileSync(bench.keys, content);
        for (const path of ['/', '/keys', '/healthz', '/other'])
          assertError(await request(port, 'GET', path), 500);
        assertError(await request(port, 'POST', '/keys', 'a body'), 500);
        assert.equal((await request(port, 'HEAD', '/keys')).status, 500);
        assert.equal((await request(await bench.start().port(), 'GET', '/keys')).data, content);
      });
    }

    const malformed: Record<string, [request: string, status: number]> = {
      'is not HTTP': ['hello\r\n\r\n', 400],
      'has no host': ['GET /keys HTTP/1.1\r\n\r\n', 400],
      'has a broken header': [`GET /keys ${head}no colon\r\n\r\n`, 400],
      'has two lengths': [`POST / ${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 400],
      'has headers that are too large': [`GET /keys ${head}X: ${'x'.repeat(9000)}\r\n\r\n`, 431],
    };
    for (const [what, [text, status]] of Object.entries(malformed)) {
      it(`answers ${status} to a request that ${what}`, async () => {
        const port = await bench.serve(content);
        const connection = await Connection.open(port);
        connection.send(text);
        const answered = await connection.closed;
        assert.ok(answered.startsWith(`HTTP/1.1 ${status} `), answered);
        assert.doesNotMatch(answered, / at .*js:\d/);
        assert.equal((await request(port, 'GET', '/keys')).status, 200);
      });
    }

    it('closes the connections of slow clients, also while it stops, and of clients that send a body', async () => {
      const port = await bench.serve(content);
      const silent = await Connection.open(port);
      const slow = await Connection.open(port);
      slow.send(`GET /keys ${head}`);
      const endless = await Connection.open(port);
      endless.send(`POST /keys ${head}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n`);

      const stopping = bench.start();
      const stuck = await Connection.open(await stopping.port());
      stuck.send(`GET / ${head}\r\nGET /keys ${head}`);
      await stuck.until(/keys are at/);
      stopping.kill('SIGTERM');

      assert.match(await endless.closed, /^HTTP\/1\.1 405 [^]*Connection: close/);
      await stopping.expectEnd(0, /^stopped$/m);
      // By the clock of the service: a busy machine starts and stops processes late.
      const [stop, end] = [/^stopping/, /^stopped$/].map((message) => {
        return Date.parse(stopping.log().find((line) => message.test(line.message))!.time);
      });
      assert.ok(end! - stop! < 4500, `stopped after ${end! - stop!} ms`);
      assert.doesNotMatch(await stuck.closed, /key-1 abc/);
      assert.match(await slow.closed, /^HTTP\/1\.1 408 /);
      assert.match(await silent.closed, /^(HTTP\/1\.1 408 [^]*)?$/);
    });
  });

  describe('process', () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      it(`completes the request in flight on ${signal}, accepts no other, and exits with status 0`, async () => {
        fs.writeFileSync(bench.keys, content);
        const server = bench.start();
        const port = await server.port();
        const idle = await Connection.open(port);
        idle.send(`GET / ${head}\r\n`);
        await idle.until(/keys are at/);
        // When the first request is answered, the beginning of the second one has arrived.
        const flying = await Connection.open(port);
        flying.send(`GET / ${head}\r\nGET /keys ${head}`);
        await flying.until(/keys are at/);
        server.kill(signal);
        await server.said(/^stopping/);
        await idle.closed;
        await assert.rejects(Connection.open(port), { code: 'ECONNREFUSED' });
        flying.send('\r\n');
        assert.match(await flying.closed, /HTTP\/1\.1 200 OK\r\n[^]*Connection: close\r\n[^]*key-1 abc/);
        await server.expectEnd(0, /^stopped$/m);
      });
    }

    it('listens on the address in HOST only, and on all addresses by default', async () => {
      const bound = await bench.start([], { HOST: '127.0.0.1' }).port();
      await assert.rejects(Connection.open(bound, '127.0.0.2'), { code: 'ECONNREFUSED' });
      (await Connection.open(bound, '127.0.0.1')).close();
      const everywhere = await bench.start([], { HOST: undefined }).port();
      (await Connection.open(everywhere, '127.0.0.2')).close();
    });

    it('reports in one line that its port is in use', async () => {
      const port = await bench.serve(content);
      await bench
        .start([], { PORT: String(port) })
        .expectEnd(1, /^listen EADDRINUSE: address already in use [^\n]*$/);
    });

    const mistakes: [args: string[], env: NodeJS.ProcessEnv, lines: RegExp[]][] = [
      [
        [],
        { DATA_PATH: undefined, PORT: 'x', KEYS_SECONDS: '3601' },
        [
          /^DATA_PATH is not set: it must be the absolute path of a directory$/,
          /^PORT is "x": it must be a whole number from 0 to 65535$/,
          /^KEYS_SECONDS is "3601": it must be a number from 0 to 3600$/,
        ],
      ],
      [['make'], {}, [/^unknown arguments "make": create, or none, is allowed$/]],
      [['create', 'more'], {}, [/^unknown arguments "create more": create, or none, is allowed$/]],
    ];
    it('refuses wrong settings and arguments with one line each and status 2', async () => {
      for (const [args, env, expected] of mistakes) {
        const server = bench.start(args, env);
        assert.equal(await server.ended, 2, server.output);
        const lines = server.log();
        assert.equal(lines.length, expected.length, server.output);
        lines.forEach(({ level, message, time }, n) => {
          assert.match(message, expected[n]!);
          assert.equal(level, 'error');
          assert.ok(Date.parse(time) > 0);
        });
        assert.equal(server.errors, '');
      }
      assert.deepEqual(fs.readdirSync(bench.data), []);
    });
  });

  describe('settings', () => {
    it('have the defaults of the contract', () => {
      assert.deepEqual(readSettings({ DATA_PATH: '/d' }), {
        dataPath: '/d',
        host: '',
        port: 80,
        keysSeconds: 30,
      });
    });

    const wrong: Record<string, (string | undefined)[]> = {
      DATA_PATH: [undefined, '', 'data', './data'],
      HOST: ['localhost', '127.0.0.1:80', '127.0.0', '[::1]', ' '],
      PORT: ['', '-1', '65536', '80a', '8.5', ' 80', '0x50'],
      KEYS_SECONDS: ['', '-1', '3600.5', '30s', '1e3', 'NaN', '.5'],
    };
    for (const [setting, values] of Object.entries(wrong)) {
      it(`refuse a wrong ${setting}`, () => {
        for (const value of values) {
          assert.throws(
            () => readSettings({ DATA_PATH: '/d', [setting]: value }),
            ({ wrong: [first, ...more] }: SettingsError) => {
              assert.deepEqual([first?.setting, first?.value, more], [setting, value, []]);
              return true;
            },
          );
        }
      });
    }

    it('accept the limits of their ranges', () => {
      const allowed = [
        ['0', '0'],
        ['65535', '3600'],
        ['8080', '0.5'],
      ];
      for (const [PORT, KEYS_SECONDS] of allowed) {
        const { port, keysSeconds } = readSettings({ DATA_PATH: '/d', PORT, KEYS_SECONDS });
        assert.deepEqual([port, keysSeconds], [Number(PORT), Number(KEYS_SECONDS)]);
      }
    });
  });
});
