import assert from 'node:assert/strict';

import { minimumServing } from '../../../components/cryptoserver/defaults';
import { digestOf, type ClientRecord, type PollingClient } from './client';
import type { Installation } from '../../live/cryptoserver/installation';
import type { ReadinessRecord, ReadinessWatch } from './readiness';

/** What a client and a watch saw while something happened. */
export interface Observation {
  readonly client: ClientRecord;
  readonly readiness: ReadinessRecord;
}

/** What can be looked at while something happens to it. */
export interface Observable {
  /** A client of the service in front of all replicas. */
  readonly client: () => PollingClient;
  /** A watch of how many replicas serve. */
  readonly watch: () => ReadinessWatch;
}

/** Has a client and a watch look on, from before something happens until all replicas serve again. */
export async function observe(subject: Observable, happening: () => Promise<unknown>): Promise<Observation> {
  const client = subject.client();
  const watch = subject.watch();
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

/** Fails unless every single request was answered with status 200. */
export function assertEveryRequestServed({ client, readiness }: Observation): void {
  const story = [...client.errors, ...readiness.changes].sort().join('\n');
  assert.equal(client.errors.length, 0, `${client.errors.length} requests got no answer:\n${story}`);
  assert.deepEqual(Object.keys(client.statuses), ['200'], JSON.stringify(client.statuses));
}

/** Fails unless every single request got these keys. */
export function assertNoRequestFailed(seen: Observation, keys: string): void {
  assertEveryRequestServed(seen);
  assertOnlyTheseKeys(seen.client, keys);
}

/** Fails if at any moment fewer replicas served than are promised. */
export function assertPromisedServed({ fewest, changes }: ReadinessRecord, installation: Installation): void {
  // With as many replicas as are promised, which a setting allows, the loss of one leaves one fewer.
  const promised = Math.min(minimumServing, installation.replicas - 1);
  assert.ok(fewest >= promised, `${fewest} replicas served at one moment:\n${changes.join('\n')}`);
}

/** The longest that each loss may last until all replicas serve again, in seconds. */
export const comesBackWithin = { container: 5, pod: 15, all: 30 } as const;

/** Fails unless all replicas were back soon after each loss. */
export function assertCameBack({ readiness }: Observation, loss: keyof typeof comesBackWithin): void {
  const { longestShortage, changes } = readiness;
  const most = comesBackWithin[loss] * 1000;
  const story = changes.join('\n');
  assert.ok(longestShortage > 0, `the watch saw the loss:\n${story}`);
  assert.ok(longestShortage <= most, `${longestShortage} ms, more than ${most} ms:\n${story}`);
}

/**
 * Fails unless enough of the requests got status 200.
 *
 * @param share - of all requests made, from 0 to 1
 */
export function assertServed({ client }: Observation, share: number): void {
  const { statuses, errors } = client;
  const good = statuses[200] ?? 0;
  const made = Object.values(statuses).reduce((sum, count) => sum + count, errors.length);
  assert.ok(
    good >= share * made,
    `${good} of ${made} requests were served, fewer than ${share * 100} %: ${JSON.stringify(statuses)}\n${errors.join('\n')}`,
  );
}
