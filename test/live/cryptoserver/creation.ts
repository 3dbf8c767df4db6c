import assert from 'node:assert/strict';

import { digestOf } from '../../support/live/client';
import { eventually } from '../../support/live/conditions';
import type { Installation } from './installation';

/** Five keys as our image makes them. */
export const fiveKeys = /^(key-[1-5] [0-9a-f]{64}\n){5}$/;

/** Empties the volume and loses every pod at once, so that the keys are made anew, as on a new volume. */
export async function startOver(installation: Installation): Promise<void> {
  const { pods } = installation;
  await installation.inPod(pods.at(-1)!, 'rm -rf "$DATA_PATH"/keys.txt* "$DATA_PATH"/.keys.*');
  await installation.kubectl(['delete', 'pods', ...pods, '--grace-period=0', '--force']);
}

/** Waits until the init container of a pod, which may only just be starting, has logged something. */
export async function logged(installation: Installation, pod: string, what: RegExp): Promise<void> {
  await eventually(`${pod} logs ${String(what)}`, async () => {
    assert.match(await installation.creationLog(pod), what);
  });
}

/**
 * Waits until all replicas serve, and fails unless that is the same five keys from each, recorded, with nothing left
 * beside them in the volume.
 *
 * @param format - what the keys look like
 * @returns the keys
 */
export async function assertMadeWell(installation: Installation, format = fiveKeys): Promise<string> {
  await installation.allServing();
  const keys = await installation.keys();
  assert.match(keys, format);
  const lines = keys.trim().split('\n');
  assert.equal(new Set(lines).size, 5, 'the five keys differ from each other');
  assert.deepEqual(await volume(installation), [
    'keys.txt',
    'keys.txt.sha256',
    `${digestOf(keys)}  keys.txt`,
  ]);
  return keys;
}

/** What is in the volume, by the eyes of the last replica: every name, and what the record says. */
async function volume(installation: Installation): Promise<string[]> {
  const looks = 'cd "$DATA_PATH" && ls -A && cat keys.txt.sha256';
  return (await installation.inPod(installation.pods.at(-1)!, looks)).split('\n');
}
