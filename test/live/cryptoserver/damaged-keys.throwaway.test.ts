import assert from 'node:assert/strict';

import { eventually } from '../../support/live/conditions';
import type { Installation } from './installation';
import { beside } from '../../support/live/beside';
import { observeCreation } from '../../support/live/observe';
import { throwaway } from '../../support/live/throwaway';

/** What is done to the keys file, and what is said of it. */
const damages: readonly (readonly [state: string, damage: string, said: RegExp])[] = [
  [
    'cut short',
    'bytes=$(head -c 100 keys.txt) && printf %s "$bytes" >keys.txt',
    /keys\.txt .* altered or cut short; restore it/,
  ],
  ['empty', ': >keys.txt', /keys\.txt is empty; restore it/],
  ['gone', 'rm keys.txt', /keys\.txt was made once and is gone.*; restore it/],
];

describe('A keys file that is', function () {
  this.timeout(180_000);
  let installation: Installation;
  before(async () => {
    ({ installation } = await throwaway('cryptoserver', beside));
  });

  for (const [state, damage, said] of damages) {
    it(`${state} is reported and never replaced; the others serve on, and its restoring mends all`, async () => {
      const keys = await installation.keys();
      const [creator, ...others] = installation.pods as [string, ...string[]];
      const witness = others[0]!;
      const atVolume = (commands: string): Promise<string> => installation.atVolume(witness, commands);
      // The inode and the bytes, of which a replacement would change one at least.
      const look = (): Promise<string> =>
        installation.inPod(witness, 'cd "$DATA_PATH" && ls -Ai && cat keys.txt | sha256sum');

      await observeCreation(installation, async () => {
        await atVolume(damage);
        try {
          const damaged = await look();
          await installation.kubectl(['delete', 'pod', creator, '--grace-period=0', '--force']);
          await eventually(`${creator} reports the keys twice`, () => reported(installation, creator, said));
          assert.equal(await look(), damaged);
          for (const pod of others) {
            const { status, data } = await installation.keysOf(pod);
            assert.deepEqual([status, data], [200, keys], pod);
          }
        } finally {
          await atVolume(`printf %s '${keys}' >keys.txt`);
        }
        await installation.allServing();
        assert.equal(await installation.keys(), keys);
      });
    });
  }
});

/** Fails unless the init container has ended twice, with this message the last time. */
async function reported(installation: Installation, pod: string, said: RegExp): Promise<void> {
  const [status] = (await installation.readPod(pod)).status.initContainerStatuses ?? [];
  const ended = status?.state.terminated ?? status?.lastState.terminated;
  assert.notEqual(ended?.exitCode ?? 0, 0, 'it has failed');
  assert.match(ended?.message ?? '', said);
  assert.ok((status?.restartCount ?? 0) >= 1, 'it was tried again');
}
