import assert from 'node:assert/strict';

import axios from 'axios';

import { digestOf, ownConnections } from '../../support/live/client';
import { plainHttp } from '../../support/live/cluster';
import { eventually } from '../../support/live/conditions';
import type { Installation } from './installation';

/** Five keys as our image makes them. */
export const fiveKeys = /^(key-[1-5] [0-9a-f]{64}\n){5}$/;

/**
 * Empties the volume and loses every pod at once, so that the keys are made anew, as on a new volume. Waits until no server
 * of before is reached any more: one that reads the file at each request answers 500 without it.
 */
export async function startOver(installation: Installation): Promise<void> {
  const { pods } = installation;
  await installation.atVolume(pods.at(-1)!, 'rm -rf keys.txt* .keys.*');
  await installation.kubectl(['delete', 'pods', ...pods, '--grace-period=0', '--force']);
  const { url } = installation;
  await eventually(`${url} is not served`, async () => {
    // Each connection goes to any one of the pods that are not known to be gone yet: one alone says nothing of the others.
    for (let connections = 0; connections < 20; connections += 1)
      await assert.rejects(axios.get(url, { ...plainHttp, httpAgent: ownConnections([url]) }));
  });
}

/** Waits until the init container of a pod, which may only just be starting, has logged something; gives its whole log. */
export async function logged(installation: Installation, pod: string, what: RegExp): Promise<string> {
  return eventually(`${pod} logs ${String(what)}`, async () => {
    const log = await installation.creationLog(pod);
    assert.match(log, what);
    return log;
  });
}

/**
 * Starts a pod as the StatefulSet would make it, but not one of its own: no service leads to it.
 *
 * @param env - more environment variables of its containers; default: none
 */
export async function createSibling(
  installation: Installation,
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { spec } = (await installation.read()).spec.template;
  const more = Object.entries(env).map(([variable, value]) => ({ name: variable, value }));
  const knowing = (containers: typeof spec.containers) =>
    containers.map((container) => ({ ...container, env: [...(container.env ?? []), ...more] }));
  const { containers, initContainers = [] } = spec;
  const own = { ...spec, containers: knowing(containers), initContainers: knowing(initContainers) };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: own };
  await installation.kubectl(['create', '--filename=-'], JSON.stringify(pod));
}

/** What the init container of a pod says that did not make the keys: it waited for them, or they were there. */
export const foundKeys = /waiting for the first replica|is as recorded|is as its creator has noted/;

/**
 * Fails unless one pod made the keys, by its log, and every other pod says that it waited for them or found them. Holds as
 * long as no pod was replaced since.
 *
 * @param makerMayBeGone - whether the pod that made them may have been deleted since, and its log with it; default: no
 */
export async function assertMadeOnce(
  installation: Installation,
  pods: readonly string[],
  makerMayBeGone = false,
): Promise<void> {
  const logs = await Promise.all(pods.map((pod) => installation.creationLog(pod)));
  const others = logs.filter((log) => !log.includes('keys: published'));
  const makers = logs.length - others.length;
  const right = makers === 1 || (makers === 0 && makerMayBeGone);
  assert.ok(right, `${makers} pods published the keys instead of one: ${logs.join('\n')}`);
  for (const log of others) assert.match(log, foundKeys);
}

/**
 * Waits until all replicas serve, and fails unless that is the same five keys from each, made by one pod, recorded, with
 * nothing left beside them in the volume.
 *
 * @param format - what the keys look like
 * @param rivals - further pods that may have made the keys
 * @param makerMayBeGone - as {@link assertMadeOnce} takes it
 * @returns the keys
 */
export async function assertMadeWell(
  installation: Installation,
  {
    format = fiveKeys,
    rivals = [],
    makerMayBeGone = false,
  }: { format?: RegExp; rivals?: readonly string[]; makerMayBeGone?: boolean } = {},
): Promise<string> {
  await installation.allServing();
  await assertMadeOnce(installation, [...installation.pods, ...rivals], makerMayBeGone);
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
