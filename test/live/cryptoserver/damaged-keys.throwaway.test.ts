import assert from 'node:assert/strict';

import { digestOf } from '../../support/live/client';
import { isServing } from '../../support/live/cluster';
import { eventually } from '../../support/live/conditions';
import { createSibling } from './creation';
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
  [
    'altered, with its record gone,',
    'echo more >>keys.txt && rm keys.txt.sha256',
    /keys\.txt has no record, so nobody knows whether it was altered; if .* is right, write its record/,
  ],
];

/** A pod of its own that knows the digest of the keys, as all do with the setting `cryptoserver.keysDigest`. */
const knowing = 'knowing-1';

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
          await restore(installation, keys);
        }
        await installation.allServing();
        assert.equal(await installation.keys(), keys);
      });
    });
  }

  it('altered together with its record is reported by a pod that knows the digest of the keys', async () => {
    const keys = await installation.keys();
    try {
      await installation.atVolume(
        installation.pods[1]!,
        'echo more >>keys.txt && sha256sum keys.txt >keys.txt.sha256',
      );
      await createSibling(installation, knowing, { KEYS_DIGEST: digestOf(keys) });
      const said = /keys\.txt is not the file that cryptoserver\.keysDigest names; restore it/;
      await eventually(`${knowing} reports the keys twice`, () => reported(installation, knowing, said));
      await restore(installation, keys);
      await eventually(`${knowing} serves`, async () => {
        assert.ok(isServing(await installation.readPod(knowing)));
      });
      const { status, data } = await installation.keysOf(knowing);
      assert.deepEqual([status, data], [200, keys]);
    } finally {
      await restore(installation, keys);
      await installation.kubectl([
        'delete',
        'pod',
        knowing,
        '--ignore-not-found',
        '--grace-period=0',
        '--force',
      ]);
    }
  });
});

/** Puts the keys and their record back. */
async function restore(installation: Installation, keys: string): Promise<void> {
  const commands = `printf %s '${keys}' >keys.txt && sha256sum keys.txt >keys.txt.sha256`;
  await installation.atVolume(installation.pods[1]!, commands);
}

/** Fails unless the init container has ended twice, with this message the last time. */
async function reported(installation: Installation, pod: string, said: RegExp): Promise<void> {
  const [status] = (await installation.readPod(pod)).status.initContainerStatuses ?? [];
  const ended = status?.state.terminated ?? status?.lastState.terminated;
  assert.notEqual(ended?.exitCode ?? 0, 0, 'it has failed');
  assert.match(ended?.message ?? '', said);
  assert.ok((status?.restartCount ?? 0) >= 1, 'it was tried again');
}
