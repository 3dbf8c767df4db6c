import assert from 'node:assert/strict';

import axios from 'axios';

import { moment } from '../../support/live/client';
import { eventually } from '../../support/live/conditions';
import { ask, mint, present, type TokensAnswer } from './api';
import { kidOf } from './jwt';

/** Each turn is three requests: one for a token, one with that token, one with an older one. */
const TURN_MS = 40;
/** No more turns at once than this, lest a service that hangs is buried. */
const MOST_TURNS = 40;

/** What a load met. */
export interface LoadRecord {
  /** How many tokens were made. */
  readonly minted: number;
  /** How many tokens were verified: fresh ones and older ones. */
  readonly verified: number;
  /** Requests that were not answered as they had to be, each as its moment and what came instead. */
  readonly failures: readonly string[];
  /** How many requests a second were answered as they had to be. */
  readonly rate: number;
  /** The keys that tokens were signed with, in the order in which they were first met. */
  readonly kids: readonly string[];
}

/** Asks for tokens and has them verified, the fresh and the older ones, until it is stopped. */
export class TokensLoad {
  private readonly tokens: string[] = [];
  private readonly kids = new Set<string>();
  private readonly failures: string[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private readonly started = Date.now();
  private readonly timer: NodeJS.Timeout;
  private verified = 0;
  private ended: LoadRecord | undefined;

  /** Starts at once. */
  constructor(
    private readonly creator: string,
    private readonly verifier: string,
  ) {
    this.timer = setInterval(() => this.turn(), TURN_MS);
  }

  /** Waits until it has had tokens made and verified: from then on nothing that happens is missed. */
  async underWay(): Promise<void> {
    await eventually('the load is under way', () => {
      assert.ok(this.tokens.length >= 25 && this.verified >= 25, this.failures.join('\n'));
      return Promise.resolve();
    });
  }

  /** Stops, waits for the requests in flight, and tells what it met. */
  async stop(): Promise<LoadRecord> {
    clearInterval(this.timer);
    await Promise.all(this.inFlight);
    const minted = this.tokens.length;
    const seconds = (Date.now() - this.started) / 1000;
    this.ended ??= {
      minted,
      verified: this.verified,
      failures: this.failures,
      rate: (minted + this.verified) / seconds,
      kids: [...this.kids],
    };
    return this.ended;
  }

  private turn(): void {
    if (this.inFlight.size >= MOST_TURNS) return;
    const older = this.tokens[Math.floor(Math.random() * this.tokens.length)];
    const work = [this.makeAndVerify(), ...(older === undefined ? [] : [this.verify(older, 'an older')])];
    const turn: Promise<void> = Promise.all(work).then(() => {
      this.inFlight.delete(turn);
    });
    this.inFlight.add(turn);
  }

  private async makeAndVerify(): Promise<void> {
    const made = await this.expect(201, 'making a token', () => ask(this.creator, { sub: 'load' }));
    if (made === undefined) return;
    const token = made.data.token as string;
    this.tokens.push(token);
    this.kids.add(kidOf(token));
    await this.verify(token, 'a fresh');
  }

  private async verify(token: string, which: string): Promise<void> {
    const answer = await this.expect(200, `verifying ${which} token`, () => present(this.verifier, token));
    if (answer !== undefined) this.verified += 1;
  }

  /** Asks, and records what is not this status. */
  private async expect(
    status: number,
    what: string,
    request: () => Promise<TokensAnswer>,
  ): Promise<TokensAnswer | undefined> {
    const started = Date.now();
    try {
      const answer = await request();
      if (answer.status === status) return answer;
      this.failures.push(`${moment(started)} ${what}: ${answer.status} ${JSON.stringify(answer.data)}`);
    } catch (error) {
      const reason = axios.isAxiosError(error) ? (error.code ?? error.message) : String(error);
      this.failures.push(`${moment(started)} ${what}: ${reason} after ${Date.now() - started} ms`);
    }
    return undefined;
  }
}

/** Has a load go on while something happens; fails unless every single request was answered as it had to be. */
export async function underLoad(
  urls: { readonly creator: string; readonly verifier: string },
  happening: () => Promise<unknown>,
): Promise<LoadRecord> {
  const load = new TokensLoad(urls.creator, urls.verifier);
  try {
    await load.underWay();
    await happening();
  } finally {
    await load.stop();
  }
  const record = await load.stop();
  assert.deepEqual(record.failures, []);
  return record;
}

/** Fails unless new tokens are signed with this key, whichever creator makes them. */
export async function assertSigned(creator: string, kid: string): Promise<void> {
  const made = await Promise.all(Array.from({ length: 20 }, () => mint(creator, { sub: 'after' })));
  assert.deepEqual([...new Set(made.map(kidOf))], [kid]);
}
