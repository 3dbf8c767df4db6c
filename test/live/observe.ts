import assert from 'node:assert/strict';

import { minimumServing } from '../../components/cryptoserver-defaults';
import { digestOf, type ClientRecord } from './client';
import type { Installation } from './installation';
import type { ReadinessRecord } from './readiness';

/** What a client and a watch saw while something happened. */
export interface Observation {
  readonly client: ClientRecord;
  readonly readiness: ReadinessRecord;
}

/** Has a client and a watch look on, from before something happens until all replicas serve again. */
export async function observe(
  installation: Installation,
  happening: () => Promise<unknown>,
): Promise<Observation> {
  const client = installation.client();
  const watch = installation.watch();
  try {
    await Promise.all([client.answered(), watch.allServing()]);
    await happening();
    await watch.allServing();
  } finally {
    await Promise.all([client.stop(), watch.stop()]);
  }
  return { client: await client.stop(), readiness: await watch.stop() };
}

/** Has a client of the service and one of each pod look on while keys are made; gives what both met. */
export async function observeCreation(
  installation: Installation,
  happening: () => Promise<unknown>,
  others: readonly string[] = [],
): Promise<void> {
  const service = installation.client();
  const pods = installation.podsClient(others);
  try {
    await happening();
  } finally {
    await Promise.all([service.stop(), pods.stop()]);
  }
  assertNoServerError(await service.stop());
  // The API server says 502 to 504 for a pod that does not answer; a 500 can only be the pod's own.
  const { statuses } = await pods.stop();
  assert.equal(statuses[500] ?? 0, 0, `no pod answers 500: ${JSON.stringify(statuses)}`);
}

/** Fails if any answer was a 5xx. */
export function assertNoServerError({ statuses }: ClientRecord): void {
  const bad = Object.keys(statuses).filter((status) => Number(status) >= 500);
  assert.deepEqual(bad, [], `no answer is a server error: ${JSON.stringify(statuses)}`);
}

/** Fails unless every answer was 200 with these keys; requests without an answer are not looked at. */
export function assertOnlyTheseKeys({ statuses, digests }: ClientRecord, keys: string): void {
  assert.deepEqual(Object.keys(statuses), ['200'], JSON.stringify(statuses));
  assert.deepEqual(digests, [digestOf(keys)]);
}

/** Fails unless every single request got these keys. */
export function assertNoRequestFailed({ client, readiness }: Observation, keys: string): void {
  const story = [...client.errors, ...readiness.changes].sort().join('\n');
  assert.equal(client.errors.length, 0, `${client.errors.length} requests got no answer:\n${story}`);
  assertOnlyTheseKeys(client, keys);
}

/** Fails if at any moment fewer replicas served than are promised. */
export function assertPromisedServed({ fewest, changes }: ReadinessRecord, installation: Installation): void {
  // With as many replicas as are promised, which a setting allows, the loss of one leaves one fewer.
  const promised = Math.min(minimumServing, installation.replicas - 1);
  assert.ok(fewest >= promised, `${fewest} replicas served at one moment:\n${changes.join('\n')}`);
}
