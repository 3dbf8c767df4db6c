import assert from 'node:assert/strict';

import { servingDuringEvictions } from '../../../components/cryptoserver/defaults';
import { assertNotEvicted, evict } from '../../support/live/eviction';
import { live, onlyWith } from '../../support/live/live';
import { assertNoRequestFailed, assertPromisedServed, observe } from '../../support/live/observe';

describe('The disruption budget of the cryptoserver', function () {
  this.timeout(120_000);
  onlyWith('cryptoserver');

  it('lets pods be evicted while two others serve, and no further one', async () => {
    const { installation } = live;
    const keys = await installation.keys();
    const allowed = installation.replicas - servingDuringEvictions(installation.replicas);
    const before = await installation.readPods();
    const [refused, ...rest] = installation.pods;
    const evicted = rest.slice(0, allowed);

    const seen = await observe(installation, async () => {
      for (const pod of evicted) assert.equal((await evict(installation, pod)).status, 201, pod);
      await assertNotEvicted(installation, refused!);
      await installation.allServing(before.filter((pod) => evicted.includes(pod.metadata.name)));
    });

    const kept = (await installation.readPod(refused!)).metadata.uid;
    assert.equal(kept, before.find((pod) => pod.metadata.name === refused)?.metadata.uid);
    assertNoRequestFailed(seen, keys);
    assertPromisedServed(seen.readiness, installation);
    assert.equal(await installation.keys(), keys);
  });
});
