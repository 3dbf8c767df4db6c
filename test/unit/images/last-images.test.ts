import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { lastImages } from '../../../components/images/last-images';

const digest = `sha256:${'a'.repeat(64)}`;

describe('an image of the last deployment', () => {
  let server: Server;
  let registry: string;
  let answer: { status: number; body: string };
  let asked: string[];
  beforeEach(async () => {
    asked = [];
    answer = { status: 200, body: '{}' };
    server = createServer(({ url = '' }, response) => {
      asked.push(url);
      response.writeHead(answer.status).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const lost = (): void => {
    answer = { status: 404, body: '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}' };
  };

  /** The tag of the next deployment with the sources `abc`, after one with the given tag; both without the repository. */
  async function tagAfter(tag: string, own: object = { digest }): Promise<string> {
    const repository = `${registry}/shared-keys/search`;
    const type = 'docker-build:index:Image';
    const outputs = { tags: [`${repository}:${tag}`], ...own };
    const last = await lastImages({ resources: [{ urn: '', type, name: 'search-image', outputs }] });
    return last.tag('search-image', `${repository}:abc`).slice(repository.length + 1);
  }

  it('keeps its tag while the registry has it', async () => {
    assert.equal(await tagAfter('abc'), 'abc');
    assert.equal(await tagAfter('abc-2'), 'abc-2');
    assert.deepEqual(asked, Array(2).fill(`/v2/shared-keys/search/manifests/${digest}`));
  });

  it('gets another tag when the registry has lost it, so that it is built again', async () => {
    lost();
    assert.equal(await tagAfter('abc'), 'abc-2');
    assert.equal(await tagAfter('abc-2'), 'abc-3');
    answer = { status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' };
    assert.equal(await tagAfter('abc'), 'abc-2');
  });

  it('gets the tag of its sources when they have changed', async () => {
    assert.equal(await tagAfter('abd'), 'abc');
    assert.equal(await tagAfter('abcd-2'), 'abc');
    lost();
    assert.equal(await tagAfter('abd-2'), 'abc');
  });

  for (const status of [401, 403, 404, 429, 500])
    it(`keeps its tag when the registry answers ${status} without saying that it has no such image`, async () => {
      answer = { status, body: 'no' };
      assert.equal(await tagAfter('abc'), 'abc');
    });

  it('keeps its tag when the registry does not answer', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    assert.equal(await tagAfter('abc'), 'abc');
    server = createServer().listen(0);
  });

  it('keeps its tag when it was not built to its end', async () => {
    lost();
    assert.equal(await tagAfter('abc', {}), 'abc');
    assert.deepEqual(asked, []);
  });
});
