import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';

import { inLanes } from '../../runner/lanes';

describe('Work in lanes', () => {
  it('is done as many pieces at a time as there are lanes, three by default, with the results in order', async () => {
    for (const lanes of [undefined, 2]) {
      let running = 0;
      let most = 0;
      const work = async (turns: number): Promise<number> => {
        most = Math.max(most, (running += 1));
        for (let turn = 0; turn < turns; turn += 1) await setImmediate();
        running -= 1;
        return turns * 10;
      };
      assert.deepEqual(await inLanes([3, 1, 2, 0], work, lanes), [30, 10, 20, 0]);
      assert.equal(most, lanes ?? 3);
    }
  });

  it('ends with the first error when all that has begun has ended, and begins nothing more', async () => {
    const ended: string[] = [];
    const work = inLanes(
      ['fails', 'ends', 'never begins'],
      async (name) => {
        if (name === 'fails') throw new Error('broken');
        await setImmediate();
        ended.push(name);
      },
      2,
    );
    await assert.rejects(work, /^Error: broken$/);
    assert.deepEqual(ended, ['ends']);
  });
});
