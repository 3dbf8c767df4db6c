import assert from 'node:assert/strict';

import { beside } from '../../support/live/beside';
import { throwaway, type Throwaway } from '../../support/live/throwaway';
import type { Changes } from '../../support/live/throwaway-settings';

/** Changes that would lose the keys or stop their pods, and what is said of them. */
const refused: readonly (readonly [Changes, ...RegExp[]])[] = [
  [
    { storageClass: 'another', accessMode: 'ReadWriteMany', storage: '512Mi' },
    /cryptoserver\.storageClass is another, but the claim cryptodata is of the class standard, which cannot be changed/,
    /cryptoserver\.accessMode is ReadWriteMany, but the claim cryptodata is ReadWriteOnce, which cannot be changed/,
    /cryptoserver\.storage is 512Mi, but the claim cryptodata has 1Gi, which cannot be changed/,
  ],
  [
    { namespace: 'another' },
    /cryptoserver\.namespace is another, but its data is in the namespace live-\w+, and would stay there unused/,
  ],
];

describe('A change of the settings that would lose the keys or stop their pods', function () {
  this.timeout(240_000);
  let stack: Throwaway;
  before(async () => {
    stack = await throwaway('cryptoserver', beside);
  });

  it('is refused, while every pod serves on; set back, nothing has changed', async () => {
    const uids = (): Promise<string[]> =>
      Promise.all(
        stack.installation.pods.map(async (pod) => (await stack.installation.readPod(pod)).metadata.uid),
      );
    const [keys, before] = [await stack.installation.keys(), await uids()];
    for (const [changes, ...lines] of refused) {
      await assert.rejects(stack.up(changes), (error: Error) => {
        for (const line of lines) assert.match(error.message, line);
        return true;
      });
      assert.equal(await stack.installation.keys(), keys);
      const back = Object.fromEntries(Object.keys(changes).map((name) => [name, undefined]));
      await stack.up({ ...back, namespace: stack.namespace });
    }
    assert.deepEqual(await uids(), before);
    assert.equal(await stack.installation.keys(), keys);
  });
});
