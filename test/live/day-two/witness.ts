import assert from 'node:assert/strict';

import type { SystemName } from '../../../components/systems';
import { beside } from '../../support/live/beside';
import type { Throwaway } from '../../support/live/throwaway';
import { fiveKeys } from '../cryptoserver/creation';
import { firstHotels, HotelsInstallation, usersHotel } from '../hotels/hotels';
import { Search } from '../search/search';
import { mint, present } from '../tokens/api';
import { tokensOf } from '../tokens/pods';

/** Asks a system for what it has of its users. It gives the same text as long as nothing is lost. */
export type Witness = () => Promise<string>;

type MakeWitness = (stack: Throwaway) => Promise<Witness>;

/** All replicas serve the same five keys. */
const cryptoserver: MakeWitness = (stack) =>
  Promise.resolve(async () => {
    const keys = await stack.installation.keys();
    assert.match(keys, fiveKeys);
    return keys;
  });

/** A token that is made now is valid. */
const tokens: MakeWitness = async (stack) => {
  const { urls } = await tokensOf(beside.cluster, stack.outputs);
  const token = await mint(urls.creator, { sub: 'ana', ttl: 2400 });
  return async () => {
    const now = await tokensOf(beside.cluster, stack.outputs);
    const { status, data } = await present(now.urls.verifier, token);
    return `${status} ${JSON.stringify(data)}`;
  };
};

/** The hotels are listed, with one that a user has added. */
const hotels: MakeWitness = async (stack) => {
  const installation = (): Promise<HotelsInstallation> =>
    HotelsInstallation.of(beside.cluster, stack.outputs);
  const found = await installation();
  const list = JSON.parse(await found.list()) as { slug: string }[];
  assert.ok(list.length >= firstHotels.length, `there are ${list.length} hotels`);
  if (!list.some(({ slug }) => slug === usersHotel.slug))
    assert.equal((await found.add(usersHotel)).status, 201);
  return async () => (await installation()).list();
};

/** The APIs of a name are found. */
const search: MakeWitness = (stack) =>
  Promise.resolve(async () => {
    const { status, data } = await (await Search.of(beside.cluster, stack.outputs)).ask('Weather');
    assert.equal(status, 200);
    return JSON.stringify(data);
  });

const witnesses: Readonly<Record<SystemName, MakeWitness>> = { cryptoserver, tokens, hotels, search };

/** Finds what a deployed system has of its users, where it has nothing yet after adding something. */
export function witnessOf(system: SystemName, stack: Throwaway): Promise<Witness> {
  return witnesses[system](stack);
}
