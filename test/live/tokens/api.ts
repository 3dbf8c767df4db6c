import assert from 'node:assert/strict';

import axios from 'axios';

import { ownConnections } from '../../support/live/client';
import { plainHttp } from '../../support/live/cluster';
import type { Part } from './jwt';

/** An answer of the creator or the verifier. */
export interface TokensAnswer {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>>;
}

async function post(url: string, body: unknown): Promise<TokensAnswer> {
  // Each on a connection of its own, from an address of its own.
  const settings = { ...plainHttp, httpAgent: ownConnections([url]) };
  const { status, data } = await axios.post<TokensAnswer['data']>(url, body, settings);
  return { status, data };
}

/** Asks a creator for a token. */
export function ask(creator: string, claims: Part): Promise<TokensAnswer> {
  return post(`${creator}/tokens`, claims);
}

/** Presents a token to a verifier. */
export function present(verifier: string, token: string): Promise<TokensAnswer> {
  return post(`${verifier}/verify`, { token });
}

/** A token that has to be made. */
export async function mint(creator: string, claims: Part): Promise<string> {
  const { status, data } = await ask(creator, claims);
  assert.equal(status, 201, JSON.stringify(data));
  return data.token as string;
}
