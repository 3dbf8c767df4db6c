import { createHash, randomInt } from 'node:crypto';
import { Agent } from 'node:http';

import axios from 'axios';

import { plainHttp } from './cluster';
import { eventually } from './conditions';

/** Twenty requests a second: enough to notice every phase of a restart, with little load. */
const INTERVAL_MS = 50;
/** Limit of requests in flight, so that a hanging service is not overloaded. */
const MOST_AT_ONCE = 20;

/** The results of a client. */
export interface ClientRecord {
  /** The number of responses by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** The distinct digests of the bodies of responses with status 200. */
  readonly digests: readonly string[];
  /** The requests without a response: time and reason of each. */
  readonly errors: readonly string[];
}

/** Formats a time (milliseconds since the epoch) as `HH:MM:SS.mmm`, to compare the records of clients and watches. */
export function moment(time: number): string {
  return new Date(time).toISOString().slice(11, 23);
}

/** The SHA-256 digest of a body, in hexadecimal. */
export function digestOf(body: string | Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/**
 * An agent that connects from a random loopback address when all URLs are on loopback. Connection tracking remembers for
 * two minutes to which pod it has sent a connection attempt without an answer, as to a pod that was just killed. A new
 * connection from the same address and port would be sent to that dead pod too.
 */
export function ownConnections(urls: readonly string[]): Agent {
  const loopback = urls.every((url) => new URL(url).hostname.startsWith('127.'));
  const part = (): number => randomInt(1, 255);
  const own = loopback ? { localAddress: `127.${randomInt(100, 200)}.${part()}.${part()}` } : {};
  return new Agent({ keepAlive: false, ...own });
}

/** A client that sends requests to some URLs in turn, on a new connection each time, until it is stopped. */
export class PollingClient {
  private readonly statuses: Record<string, number> = {};
  private readonly digests = new Set<string>();
  private readonly errors: string[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private readonly timer: NodeJS.Timeout;
  private readonly httpAgent: Agent;
  private turn = 0;

  /** Starts immediately. */
  constructor(private readonly urls: readonly string[]) {
    this.httpAgent = ownConnections(urls);
    this.timer = setInterval(() => this.ask(), INTERVAL_MS);
  }

  /** Waits for the first response with status 200. From then on, no outage is missed. */
  async answered(): Promise<void> {
    await eventually(`${this.urls.join(' or ')} answers 200`, () =>
      this.digests.size > 0
        ? Promise.resolve()
        : Promise.reject(new Error(JSON.stringify([this.statuses, this.errors.at(-1)]))),
    );
  }

  /** Stops, waits for the requests in flight, and returns the results. */
  async stop(): Promise<ClientRecord> {
    clearInterval(this.timer);
    await Promise.all(this.inFlight);
    return { statuses: this.statuses, digests: [...this.digests], errors: this.errors };
  }

  private ask(): void {
    if (this.inFlight.size >= MOST_AT_ONCE) return;
    const url = this.urls[this.turn++ % this.urls.length]!;
    const request: Promise<void> = this.record(url).finally(() => this.inFlight.delete(request));
    this.inFlight.add(request);
  }

  private async record(url: string): Promise<void> {
    const started = Date.now();
    try {
      const settings = { ...plainHttp, httpAgent: this.httpAgent, responseType: 'arraybuffer' } as const;
      const { status, data } = await axios.get<Buffer>(url, settings);
      this.statuses[status] = (this.statuses[status] ?? 0) + 1;
      if (status === 200) this.digests.add(digestOf(data));
    } catch (error) {
      const reason = axios.isAxiosError(error) ? (error.code ?? error.message) : String(error);
      this.errors.push(`${moment(started)} ${reason} after ${Date.now() - started} ms`);
    }
  }
}
