import assert from 'node:assert/strict';

import { beside } from '../../support/live/beside';
import { throwaway, type Throwaway } from '../../support/live/throwaway';

describe('A stack destroyed with its data kept', function () {
  this.timeout(240_000);
  let stack: Throwaway;
  before(async () => {
    stack = await throwaway('cryptoserver', beside);
  });

  it('serves the same keys when it is deployed again, and does not make them again', async () => {
    const keys = await stack.installation.keys();
    await stack.destroy();
    const left = await stack.installation.kubectl([
      'get',
      'statefulsets,services,poddisruptionbudgets,networkpolicies,persistentvolumeclaims',
      '--output=name',
    ]);
    assert.equal(left, `persistentvolumeclaim/${stack.installation.claim}`);

    await stack.up();
    assert.equal(await stack.installation.keys(), keys);
    for (const pod of stack.installation.pods) {
      assert.match(await stack.installation.creationLog(pod), /^keys: \S+ is as recorded\n$/, pod);
    }
  });
});
