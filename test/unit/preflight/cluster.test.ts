import assert from 'node:assert/strict';

import { Cluster, Unreachable } from '../../../components/preflight/cluster';
import { FakeCluster } from '../../support/unit/fake-cluster';

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

  it('is asked again when it closes a connection that was idle just when it is used again', async () => {
    const cluster = new Cluster(server.environment, undefined);
    assert.equal(await cluster.id(), 'one');
    server.resetUsedConnections();
    assert.equal(await cluster.get('/api/v1/namespaces/none'), undefined);
  });

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
