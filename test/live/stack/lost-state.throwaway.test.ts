import assert from 'node:assert/strict';

import { beside } from '../../support/live/beside';
import { unsharedThrowaway, type Throwaway } from '../../support/live/throwaway';
import { Workload } from '../../support/live/workload';
import { mint, present } from '../tokens/api';
import { tokensOf } from '../tokens/pods';

/** What Pulumi says of an `up` that changes nothing in the cluster. */
const unchanged = /Resources:\n {4}\d+ unchanged\n/;

/** The UIDs of the pods, Secrets, ConfigMaps and claims in the namespace of a stack, and how often containers were started. */
async function identities({ namespace }: Throwaway): Promise<string> {
  const workloads = await Workload.allIn(beside.cluster, namespace);
  await Promise.all(workloads.map((workload) => workload.allServing()));
  const names = '{.kind} {.metadata.name} {.metadata.uid} {.status.containerStatuses[*].restartCount}';
  return beside.cluster.kubectl([
    'get',
    'pods,secrets,configmaps,persistentvolumeclaims,services',
    `--namespace=${namespace}`,
    `--output=jsonpath={range .items[*]}${names} {.spec.ports[*].nodePort}{"\\n"}{end}`,
  ]);
}

describe('A stack whose state is lost while its objects are there', function () {
  this.timeout(300_000);

  it('has the same keys of tokens, Secrets, ports and pods after the next `pulumi up`', async () => {
    const stack = await unsharedThrowaway('tokens', beside);
    await stack.up({ creatorReplicas: 1, verifierReplicas: 1 });
    const { urls } = await tokensOf(beside.cluster, stack.outputs);
    const token = await mint(urls.creator, { sub: 'ana', ttl: 3600 });
    const before = await identities(stack);

    await stack.editState(() => []);
    await stack.up();
    assert.equal(await identities(stack), before);
    assert.deepEqual((await tokensOf(beside.cluster, stack.outputs)).urls, urls);
    assert.equal((await present(urls.verifier, token)).status, 200);
    assert.match(await stack.up(), unchanged);
    assert.equal(await identities(stack), before);

    // The key that was taken back is kept by a rotation, as one of a state that was never lost.
    await stack.up({ keyGeneration: 2 });
    assert.equal((await present(urls.verifier, token)).status, 200);
    assert.match(await stack.up(), unchanged);
  });
});
