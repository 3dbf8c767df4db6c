import assert from 'node:assert/strict';

import { run } from '../../../local/host/command';
import { beside } from '../../support/live/beside';
import { eventually } from '../../support/live/conditions';
import { interrupted } from '../../support/live/interruption';
import { projectFolder } from '../../support/live/pulumi';
import { tracesOf, useOf, type Use } from '../../support/live/traces';

/** How often the review is made and removed. */
const ROUNDS = 25;
/** How much more memory and disk than before may be in use at the end, as a share. */
const TOLERANCE = 0.05;
/** The name of the review. */
const NAME = 'again';

// It takes more than half an hour: run it by `npm run test:long -- --grep 25` on a machine that does nothing else.
describe(`A review that is made and removed ${ROUNDS} times`, function () {
  this.timeout(3_600_000);

  const review = async (...args: string[]): Promise<number> => {
    const start = Date.now();
    await run('node', ['cli/start.js', 'review', ...args], { cwd: projectFolder, signal: interrupted });
    return Math.round((Date.now() - start) / 1000);
  };
  const told = ({ memory, disk }: Use): string => `${mebibytes(memory)} memory, ${mebibytes(disk)} disk`;

  it('leaves nothing, and memory and disk come back to where they were', async () => {
    const traces = await tracesOf(beside.cluster);
    const before = await useOf();
    console.log(`      before: ${told(before)}`);
    try {
      for (let round = 1; round <= ROUNDS; round++) {
        const up = await review('up', NAME);
        const down = await review('down', NAME);
        await eventually(
          'all traces of the review are gone',
          async () => assert.deepEqual(await tracesOf(beside.cluster), traces),
          60,
        );
        console.log(`      round ${round}: up ${up} s, down ${down} s; ${told(await useOf())}`);
      }
    } finally {
      await review('down', NAME);
    }
    const most = 1 + TOLERANCE;
    // The parts give memory back some time after it was last used.
    await eventually(
      'memory and disk are back',
      async () => {
        const after = await useOf();
        const message = `before: ${told(before)}; after: ${told(after)}`;
        assert.ok(after.memory <= before.memory * most && after.disk <= before.disk * most, message);
      },
      300,
    );
  });
});

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
