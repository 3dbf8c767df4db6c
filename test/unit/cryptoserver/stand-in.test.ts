import { strict as assert } from 'node:assert';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { request } from '../../support/http-client';
import { RunningService } from '../../support/running-service';

const program = join(__dirname, '../../live/cryptoserver/stand-in/file-server.js');

describe('the stand-in for the published image of the cryptoserver', () => {
  let data: string, keys: string, server: RunningService;
  beforeEach(() => {
    data = fs.mkdtempSync(join(tmpdir(), 'stand-in-'));
    keys = join(data, 'keys.txt');
  });
  afterEach(async () => {
    await server.stop();
    fs.rmSync(data, { recursive: true });
  });

  async function start(): Promise<number> {
    server = new RunningService({ command: process.execPath, args: [program], env: { DATA_PATH: data } });
    const [, port] = await server.wrote(/^Now listening on: .*:(\d+)$/m);
    return Number(port);
  }

  it('reads the file at each request', async () => {
    fs.writeFileSync(keys, 'one');
    const port = await start();
    assert.equal((await request(port, 'GET', '/keys')).data, 'one');
    fs.writeFileSync(keys, 'two');
    assert.equal((await request(port, 'GET', '/keys')).data, 'two');
    fs.rmSync(keys);
    assert.equal((await request(port, 'GET', '/keys')).status, 500);
    assert.equal((await request(port, 'GET', '/')).status, 200);
    fs.writeFileSync(keys, 'three');
    assert.equal((await request(port, 'GET', '/keys')).data, 'three');
  });

  it('answers 500 to every request until a restart when the file is missing at its start', async () => {
    const port = await start();
    fs.writeFileSync(keys, 'late');
    for (const path of ['/', '/keys', '/other']) assert.equal((await request(port, 'GET', path)).status, 500);
    await server.stop();
    assert.equal((await request(await start(), 'GET', '/keys')).data, 'late');
  });
});
