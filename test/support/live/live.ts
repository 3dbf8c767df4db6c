import assert from 'node:assert/strict';

import { Installation } from '../../live/cryptoserver/installation';
import { atTheEnd, beside } from './beside';
import type { Cluster } from './cluster';
import type { StackUnderTest } from './pulumi';
import { snapshot, type Snapshot } from './snapshot';

export { onlyWith } from './beside';

/** The state before the first test, which must be the same after the last test. */
interface Found {
  readonly keys: string | undefined;
  readonly objects: Snapshot;
}

let found: Found | undefined;
let opened: Installation | undefined;

/** The stack under test, which has to be left as it was found. */
export const live = {
  get stack(): StackUnderTest {
    return beside.stack;
  },
  get cluster(): Cluster {
    return beside.cluster;
  },
  /** The cryptoserver of the stack; fails when it has none. */
  get installation(): Installation {
    assert.ok(opened, 'the stack has no cryptoserver');
    return opened;
  },
};

before('the stack is up and serves', async function () {
  this.timeout(180_000);
  const { cluster, stack } = beside;
  opened = stack.outputs.cryptoserver && (await Installation.of(cluster, stack.outputs));
  const objects = await snapshot(cluster, stack.outputs);
  found = { objects, keys: await opened?.keys() };
});

atTheEnd(async () => {
  const { cluster, stack } = beside;
  // Without it, the hook above has failed, and says so.
  if (!found) return;
  assert.deepEqual(await snapshot(cluster, stack.outputs), found.objects);
  assert.equal(await opened?.keys(), found.keys);
  assert.deepEqual(await stack.readOutputs(), stack.outputs);
  await stack.expectNoChanges();
});
