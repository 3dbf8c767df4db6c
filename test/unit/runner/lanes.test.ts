import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';

import { inLanes } from '../../runner/lanes';

describe('Work in lanes', () => {
  it('is done two pieces at a time, and gives the results in the order of the work', async () => {
    let running = 0;
    let most = 0;
    const results = await inLanes([3, 1, 2, 0], async (turns) => {
      most = Math.max(most, (running += 1));
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      running -= 1;
      return turns * 10;
    });
    assert.deepEqual(results, [30, 10, 20, 0]);
    assert.equal(most, 2);
  });

  it('ends with the first error when all that has begun has ended, and begins nothing more', async () => {
    const ended: string[] = [];
    const work = inLanes(['fails', 'ends', 'never begins'], async (name) => {
      if (name === 'fails') throw new Error('broken');
      await setImmediate();
      ended.push(name);
    });
    await assert.rejects(work, /^Error: broken$/);
    assert.deepEqual(ended, ['ends']);
  });
});
