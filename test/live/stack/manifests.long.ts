import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '../../../local/host/command';
import { remainsOf } from '../../../destroy/remains';
import { Kubectl } from '../../../destroy/kubectl';
import { replaceFolder } from '../../../manifests/folder';
import { render } from '../../../manifests/render';
import { readDeployment } from '../../../manifests/state';
import { AppliedStack } from '../../support/live/applied';
import { beside } from '../../support/live/beside';
import { answering } from '../../support/live/doors';
import { ifInterrupted, interrupted } from '../../support/live/interruption';
import { forward } from '../../support/live/port-forward';
import { unsharedThrowaway, type Throwaway } from '../../support/live/throwaway';
import { Workload } from '../../support/live/workload';
import { Installation } from '../cryptoserver/installation';
import { firstHotels, HotelsInstallation } from '../hotels/hotels';
import { Search } from '../search/search';
import { claimsOf } from '../tokens/jwt';
import { mint, present } from '../tokens/api';
import { tokensOf } from '../tokens/pods';

describe('A stack that is applied from its manifests by kubectl alone', function () {
  this.timeout(180_000);
  let stack: Throwaway;
  let folder: string;
  let applied: AppliedStack;
  let namespaces: string[];
  let removed = (): void => undefined;

  /** What is in the cluster of the stack. */
  const left = () => remainsOf(new Kubectl((args) => beside.cluster.kubectl([...args])), namespaces);

  /** Deploys all systems with their rules in the cluster, makes the manifests, and destroys the stack with its data. */
  before(async () => {
    const { cluster } = beside;
    stack = await unsharedThrowaway('tokens', beside);
    const others = ['cryptoserver', 'hotels', 'search'] as const;
    const namespaceOf = (system: string): string => `${stack.namespace}-${system}`;
    namespaces = [stack.namespace, ...others.map(namespaceOf)];
    folder = join(mkdtempSync(join(tmpdir(), 'shared-keys-manifests-')), 'manifests');
    removed = ifInterrupted(() => {
      const wait = ['--ignore-not-found', '--wait=false'];
      spawnSync('kubectl', cluster.kubectlArguments(['delete', '--kustomize', folder, ...wait]));
      spawnSync('kubectl', cluster.kubectlArguments(['delete', 'namespace', ...namespaces, ...wait]));
    });
    const groups = others.map((system) => [system, { namespace: namespaceOf(system), keepData: false }]);
    stack.configure({
      ...(Object.fromEntries(groups) as object),
      search: { namespace: namespaceOf('search') },
      cryptoserver: { namespace: namespaceOf('cryptoserver'), keepData: false, keysSeconds: 1 },
      systems: ['tokens', ...others],
      admission: true,
    });

    await stack.up();

    replaceFolder(folder, render(await readDeployment(stack.namespace, stack.pulumiOptions)));

    await stack.destroy();

    assert.deepEqual(await left(), []);
  });

  after(async () => {
    const { cluster } = beside;
    try {
      await cluster.kubectl(['delete', '--kustomize', folder, '--ignore-not-found', '--timeout=120s']);
      assert.deepEqual(await left(), []);
    } finally {
      const wait = ['--ignore-not-found', '--timeout=120s'];
      await cluster.kubectl(['delete', 'namespace', ...namespaces, ...wait]);
      rmSync(join(folder, '..'), { recursive: true, force: true });
      removed();
    }
  });

  it('is accepted by the API server, and then is as the manifests say', async () => {
    const { cluster } = beside;
    const script = ['make-secrets.sh', ...cluster.kubectlArguments([])];
    await run('sh', script, { cwd: folder, signal: interrupted });
    await cluster.kubectl(['apply', '--kustomize', folder, '--dry-run=server']);
    await cluster.kubectl(['apply', '--kustomize', folder]);
    await run('sh', script, { cwd: folder, signal: interrupted });
    const workloads = await Promise.all(namespaces.map((namespace) => Workload.allIn(cluster, namespace)));
    assert.equal(workloads.flat().length, 5);
    await Promise.all(workloads.flat().map((workload) => workload.allServing()));
    applied = await AppliedStack.read(folder, cluster);
    await answering(Object.values(applied.outputs.urls));
    await applied.expectNoChanges();
  });

  it('serves the same keys from all replicas of the cryptoserver', async () => {
    const installation = await Installation.of(beside.cluster, applied.outputs);
    assert.equal(installation.replicas, 3);
    const keys = await installation.keys();
    assert.equal(keys.trim().split('\n').length, 5);
  });

  it('verifies a token of each creator by every verifier', async () => {
    const { creator, verifier, namespace, cluster } = await tokensOf(beside.cluster, applied.outputs);
    const ports = async (workload: Workload, port: number) =>
      Promise.all((await workload.podNames()).map((pod) => forward(cluster, namespace, pod, port)));
    const [creators, verifiers] = await Promise.all([ports(creator, 8000), ports(verifier, 5000)]);
    try {
      assert.deepEqual([creators.length, verifiers.length], [2, 3]);
      for (const { url } of creators) {
        const token = await mint(url, { sub: 'ana' });
        for (const one of verifiers)
          assert.deepEqual(await present(one.url, token), { status: 200, data: claimsOf(token) });
      }
    } finally {
      await Promise.all([...creators, ...verifiers].map(({ close }) => close()));
    }
  });

  it('serves the hotels that the migrations have loaded', async () => {
    const hotels = await HotelsInstallation.of(beside.cluster, applied.outputs);
    const listed = JSON.parse(await hotels.list()) as { slug: string }[];
    assert.deepEqual(
      listed.map(({ slug }) => slug),
      firstHotels.map(({ slug }) => slug),
    );
  });

  it('finds APIs by the load balancer of four replicas', async () => {
    const search = await Search.of(beside.cluster, applied.outputs);
    assert.equal(search.workload.replicas, 4);
    const { status, data } = await search.ask('Weather');
    assert.equal(status, 200);
    assert.match(JSON.stringify(data), /Weather/);
  });
});
