import assert from 'node:assert/strict';

import { servingDuringEvictions } from '../../../components/cryptoserver/defaults';
import { digestOf, type ClientRecord, type PollingClient } from './client';
import type { Installation } from '../../live/cryptoserver/installation';
import type { ReadinessRecord, ReadinessWatch } from './readiness';

/** The results of a client and a watch during an event. */
export interface Observation {
  readonly client: ClientRecord;
  readonly readiness: ReadinessRecord;
}

/** A system that a client and a watch can observe. */
export interface Observable {
  /** Starts a client of the service of all replicas. */
  readonly client: () => PollingClient;
  /** Starts a watch that counts the serving replicas. */
  readonly watch: () => ReadinessWatch;
}

/** Runs a client and a watch during an event, from before the event until all replicas serve again. */
export async function observe(subject: Observable, happening: () => Promise<unknown>): Promise<Observation> {
  // What an earlier event did to the service is over: its port refuses for up to a second after its first pod is ready.
  const before = subject.client();
  await before.answered().finally(() => before.stop());
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

/**
 * Runs a client of the service and a client of the pods while keys are made. Fails if the service answers with a server
 * error, or a pod with 500.
 *
 * @param others - names of further pods
 */
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
  // For a pod that does not respond, the API server answers with 502 to 504; only a pod answers with 500.
  const { statuses } = await pods.stop();
  assert.equal(statuses[500] ?? 0, 0, `no pod answers 500: ${JSON.stringify(statuses)}`);
}

/** Fails if any response was a server error (5xx). */
export function assertNoServerError({ statuses }: ClientRecord): void {
  const bad = Object.keys(statuses).filter((status) => Number(status) >= 500);
  assert.deepEqual(bad, [], `no answer is a server error: ${JSON.stringify(statuses)}`);
}

/** Fails unless every response was 200 with these keys. Requests without a response are ignored. */
export function assertOnlyTheseKeys({ statuses, digests }: ClientRecord, keys: string): void {
  assert.deepEqual(Object.keys(statuses), ['200'], JSON.stringify(statuses));
  assert.deepEqual(digests, [digestOf(keys)]);
}

/** Fails unless every request got a response with status 200. */
export function assertEveryRequestServed({ client, readiness }: Observation): void {
  const story = [...client.errors, ...readiness.changes].sort().join('\n');
  assert.equal(client.errors.length, 0, `${client.errors.length} requests got no answer:\n${story}`);
  assert.deepEqual(Object.keys(client.statuses), ['200'], JSON.stringify(client.statuses));
}

/** Fails unless every request got these keys. */
export function assertNoRequestFailed(seen: Observation, keys: string): void {
  assertEveryRequestServed(seen);
  assertOnlyTheseKeys(seen.client, keys);
}

/** Fails if at any moment fewer replicas served than the cryptoserver guarantees. */
export function assertPromisedServed({ fewest, changes }: ReadinessRecord, installation: Installation): void {
  const promised = servingDuringEvictions(installation.replicas);
  assert.ok(fewest >= promised, `${fewest} replicas served at one moment:\n${changes.join('\n')}`);
}

/** The longest time after each kind of loss until all replicas serve again, in seconds. */
export const comesBackWithin = { container: 5, pod: 15, all: 30 } as const;

/** Fails unless all replicas served again in time after each loss. */
export function assertCameBack({ readiness }: Observation, loss: keyof typeof comesBackWithin): void {
  const { longestShortage, changes } = readiness;
  const most = comesBackWithin[loss] * 1000;
  const story = changes.join('\n');
  assert.ok(longestShortage > 0, `the watch saw the loss:\n${story}`);
  assert.ok(longestShortage <= most, `${longestShortage} ms, more than ${most} ms:\n${story}`);
}

/**
 * Fails unless enough requests got status 200.
 *
 * @param share - the smallest accepted share of all requests, from 0 to 1
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
