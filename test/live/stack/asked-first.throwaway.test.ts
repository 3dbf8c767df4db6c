import assert from 'node:assert/strict';

import { beside } from '../../support/live/beside';
import { unsharedThrowaway } from '../../support/live/throwaway';

/** How soon a deployment that would fail is refused, in milliseconds; a timeout of Pulumi comes after ten minutes. */
const SOON_MS = 60_000;

describe('A cluster that lacks what a stack asks for', function () {
  this.timeout(180_000);

  it('is told all at once and soon, before anything is made', async () => {
    const taken = new URL(beside.stack.outputs.urls.hotels!).port;
    const stack = await unsharedThrowaway('hotels', beside);
    const started = Date.now();
    await assert.rejects(stack.up({ storageClass: 'gp2', nodePort: Number(taken) }), (error: Error) => {
      assert.match(
        error.message,
        /hotels\.storageClass is gp2, a class that the cluster does not have: .*standard/,
      );
      assert.match(
        error.message,
        new RegExp(`hotels\\.nodePort is ${taken}, a port that the service \\S+ has`),
      );
      return true;
    });
    assert.ok(Date.now() - started < SOON_MS);
    const found = await beside.cluster.kubectl(['get', 'namespaces', '--output=name']);
    assert.ok(!found.includes(stack.namespace));
  });
});
