import assert from 'node:assert/strict';

import { drain } from '../../support/live/eviction';
import { live, onlyWith } from '../../support/live/live';
import { underLoad } from './load';
import { tokensOf } from './pods';

describe('The disruption budgets of the tokens', function () {
  this.timeout(120_000);
  onlyWith('tokens');

  it('let one creator and one verifier after the other be evicted, never two, and no request fails', async () => {
    const { creator, verifier, urls } = await tokensOf(live.cluster, live.stack.outputs);
    const workloads = [creator, verifier];
    await Promise.all(workloads.map((workload) => workload.allServing()));
    const watches = workloads.map((workload) => workload.watch());
    try {
      await Promise.all(watches.map((watch) => watch.allServing()));
      await underLoad(urls, () => Promise.all(workloads.map(drain)));
      await Promise.all(watches.map((watch) => watch.allServing()));
    } finally {
      await Promise.all(watches.map((watch) => watch.stop()));
    }
    for (const [index, { workload, replicas }] of workloads.entries()) {
      const { fewest, changes } = await watches[index]!.stop();
      assert.equal(fewest, replicas - 1, `the fewest of ${workload} at once:\n${changes.join('\n')}`);
    }
  });
});
