import { strict as assert } from 'node:assert';

import { readSettings } from '../../../images/hotels-frontend/src/settings';
import type { SettingsError } from '../../../images/node-service/src/settings';
import { Connection } from '../../support/http-client';
import { answers } from './backend';
import { buildFrontend, FrontendBench } from './bench';

const head = 'HTTP/1.1\r\nHost: hotels\r\n';

describe('hotels-frontend as a process', () => {
  let build: string, bench: FrontendBench;
  before(function () {
    this.timeout(30_000);
    build = buildFrontend();
  });
  beforeEach(async () => {
    bench = await FrontendBench.open(build);
  });
  afterEach(() => bench.close());

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`completes the request in flight on ${signal}, accepts no other, and exits with status 0`, async () => {
      const asked = new Promise<() => void>((resolve) => {
        bench.backend.behaviour = (received, response) => {
          resolve(() => answers(200, ['late'])(received, response));
        };
      });
      const service = bench.start();
      const its = await service.port();
      const flying = await Connection.open(its);
      flying.send(`GET /api/hotels ${head}\r\n`);
      const answer = await asked;
      service.kill(signal);
      await service.said(/^stopping/);
      await assert.rejects(Connection.open(its), { code: 'ECONNREFUSED' });
      answer();
      assert.match(await flying.closed, /^HTTP\/1\.1 200 OK[^]*\["late"\]/);
      await service.expectEnd(0, /^stopped$/m);
    });
  }

  it('listens on the address in HOST only, and on all addresses by default', async () => {
    const bound = await bench.start({ HOST: '127.0.0.1' }).port();
    await assert.rejects(Connection.open(bound, '127.0.0.2'), { code: 'ECONNREFUSED' });
    (await Connection.open(bound, '127.0.0.1')).close();
    const everywhere = await bench.start({ HOST: undefined }).port();
    (await Connection.open(everywhere, '127.0.0.2')).close();
  });

  it('reports in one line that its port is in use', async () => {
    const port = await bench.start().port();
    await bench.start({ PORT: String(port) }).expectEnd(1, /^listen EADDRINUSE: [^\n]*$/);
  });

  it('refuses wrong settings and arguments with one line each and status 2', async () => {
    const wrong = bench.start({ PORT: '80x', BACKEND_URL: 'http://me:secret@backend:5000' });
    await wrong.expectEnd(
      2,
      /^PORT is "80x": it must be a whole number from 0 to 65535\nBACKEND_URL is [^\n]*$/,
    );
    assert.doesNotMatch(wrong.output, /secret/);
    await bench.start({}, ['serve']).expectEnd(2, /^unknown arguments "serve": none are allowed$/);
  });

  describe('settings', () => {
    it('have the defaults of the contract', () => {
      const { host, port, backend } = readSettings({});
      assert.deepEqual([host, port, backend.origin], ['', 8080, 'http://localhost:5000']);
    });

    const wrong: Record<string, string[]> = {
      HOST: ['localhost', '127.0.0.1:80', '127.0.0', '[::1]', ' '],
      PORT: ['', '-1', '65536', '80a', '8.5', ' 80', '0x50'],
      BACKEND_URL: [
        ...[
          '',
          'localhost:5000',
          'https://backend',
          'http://',
          'http://a/b',
          'http://a?b',
          'http://a#b',
          'http://u@a',
        ],
        ...['http://a:0', 'http://a:65536', ' http://a', 'http://a b', 'ftp://a', 'http://a\\b'],
      ],
    };
    for (const [setting, values] of Object.entries(wrong)) {
      it(`refuse a wrong ${setting}`, () => {
        for (const value of values) {
          assert.throws(
            () => readSettings({ [setting]: value }),
            ({ wrong: [first, ...more] }: SettingsError) => {
              assert.deepEqual([first?.setting, more], [setting, []], value);
              return true;
            },
            value,
          );
        }
      });
    }

    it('accept a URL with or without a port and a slash', () => {
      for (const url of ['http://localhost:5000', 'http://10.0.0.1', 'http://[::1]:80/', 'HTTP://backend/']) {
        assert.equal(readSettings({ BACKEND_URL: url }).backend.protocol, 'http:');
      }
    });
  });
});
