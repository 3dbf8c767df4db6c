import assert from 'node:assert/strict';

import { drain } from '../../support/live/eviction';
import { live, onlyWith } from '../../support/live/live';
import { assertEveryRequestServed, observe } from '../../support/live/observe';
import { observable, Search } from './search';

describe('The disruption budget of the API search', function () {
  this.timeout(120_000);
  onlyWith('search');

  it('lets one replica after the other be evicted, never two at once, and no request fails', async () => {
    const search = await Search.of(live.cluster, live.stack.outputs);
    const { workload } = search;
    await workload.allServing();
    const seen = await observe(observable(search), () => drain(workload));
    assertEveryRequestServed(seen);
    const { fewest, changes } = seen.readiness;
    assert.equal(fewest, workload.replicas - 1, `the fewest that served at once:\n${changes.join('\n')}`);
  });
});
