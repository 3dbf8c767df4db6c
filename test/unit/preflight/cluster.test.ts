import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { Cluster, Unreachable } from '../../../components/preflight/cluster';
import { readKubeconfig } from '../../../components/preflight/kubeconfig';
import { FakeCluster } from '../../support/unit/fake-cluster';

describe('the kubeconfig', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Writes a file with a context for each cluster; the current context is the first, unless another one is given. */
  function write(file: string, servers: Record<string, string>, current = Object.keys(servers)[0]): string {
    const names = Object.keys(servers);
    const content = {
      'current-context': current,
      contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
      clusters: names.map((name) => ({
        name,
        cluster: { server: servers[name], 'certificate-authority': 'ca.crt' },
      })),
      users: names.map((name) => ({ name, user: { token: `${file}-${name}` } })),
    };
    const path = join(folder, file);
    writeFileSync(path, JSON.stringify(content));
    return path;
  }

  it('is merged from a list of files as by kubectl: the first file to name something wins', async () => {
    const first = write('first', { a: 'https://a' }, '');
    const second = write('second', { b: 'https://b', a: 'https://not-a' });
    const third = write('third', { b: 'https://not-b' }, 'a');
    writeFileSync(join(folder, 'empty'), '');
    const list = [join(folder, 'missing'), first, join(folder, 'empty'), second, third].join(delimiter);
    const merged = await readKubeconfig({ KUBECONFIG: list }, undefined);
    assert.equal(merged.getCurrentContext(), 'b');
    assert.deepEqual(
      merged.getClusters().map(({ name, server }) => [name, server]),
      [
        ['a', 'https://a'],
        ['b', 'https://b'],
      ],
    );
    assert.equal(merged.getUser('a')?.token, 'first-a');
    assert.equal((await readKubeconfig({ KUBECONFIG: list }, 'a')).getCurrentCluster()?.server, 'https://a');
  });

  it('takes relative paths from the folder of their own file', async () => {
    mkdirSync(join(folder, 'deep'));
    const list = [write('a', { a: 'https://a' }), write('deep/b', { b: 'https://b' })].join(delimiter);
    const merged = await readKubeconfig({ KUBECONFIG: list }, undefined);
    assert.deepEqual(
      merged.getClusters().map(({ caFile }) => caFile),
      [join(folder, 'ca.crt'), join(folder, 'deep', 'ca.crt')],
    );
  });

  it('says which contexts it has when the chosen one is missing', async () => {
    const environment = { KUBECONFIG: write('config', { a: 'https://a', b: 'https://b' }) };
    const message =
      'the kubeconfig has no context c: choose another one by the setting `context`; it has a, b';
    await assert.rejects(readKubeconfig(environment, 'c'), { message });
  });

  it('says when there is none, and when a file is not one', async () => {
    const missing = { KUBECONFIG: join(folder, 'missing') };
    const none = 'there is no kubeconfig: set KUBECONFIG to the file of your cluster';
    await assert.rejects(readKubeconfig(missing, undefined), { message: none });
    const broken = join(folder, 'broken');
    writeFileSync(broken, 'contexts: [');
    await assert.rejects(readKubeconfig({ KUBECONFIG: broken }, undefined), ({ message }: Error) => {
      assert.match(message, /^the kubeconfig .*broken cannot be read: [^\n]+$/);
      return true;
    });
  });
});

describe('the target cluster', () => {
  let server: FakeCluster;
  beforeEach(async () => {
    server = await FakeCluster.start('one');
  });
  afterEach(() => server.stop());

  it('is told apart by the UID of kube-system, which is asked once', async () => {
    const cluster = new Cluster(server.environment, undefined);
    assert.deepEqual(server.asked, []);
    assert.deepEqual([await cluster.id(), await cluster.id()], ['one', 'one']);
    assert.deepEqual(server.asked, ['/api/v1/namespaces/kube-system']);
  });

  it('gives an object, or nothing where there is none', async () => {
    server.objects.set('/api/v1/namespaces/a', { metadata: { name: 'a', uid: '1', labels: { x: 'y' } } });
    const cluster = new Cluster(server.environment, 'fake');
    assert.equal((await cluster.get('/api/v1/namespaces/a'))?.metadata.labels?.x, 'y');
    assert.equal(await cluster.get('/api/v1/namespaces/b'), undefined);
  });

  async function unreachable(cluster: Cluster, message: RegExp): Promise<void> {
    await assert.rejects(cluster.id(), (error: Error) => {
      assert.ok(error instanceof Unreachable);
      assert.match(error.message, message);
      return true;
    });
  }

  it('is unreachable when it does not answer: one line says so, and the way out', async () => {
    await server.close();
    const line =
      /^the cluster at http:\/\/127\.0\.0\.1:\d+ cannot be reached \(.*ECONNREFUSED.*\): start it, or [^\n]+$/;
    await unreachable(new Cluster(server.environment, undefined), line);
  });

  it('is unreachable by a context that the kubeconfig does not have', () =>
    unreachable(new Cluster(server.environment, 'other'), /^the kubeconfig has no context other: [^\n]+$/));

  it('is unreachable when it refuses to answer', async () => {
    server.refuse = true;
    const line =
      /^http:\S+ answers \/api\/v1\/namespaces\/kube-system with status 403: [^\n]*forbidden[^\n]*$/;
    await unreachable(new Cluster(server.environment, undefined), line);
  });
});
