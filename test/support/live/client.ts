import { createHash, randomInt } from 'node:crypto';
import { Agent } from 'node:http';

import axios from 'axios';

import { plainHttp } from './cluster';
import { eventually } from './conditions';

/** Twenty requests a second: dense enough to meet every moment of a restart, and no load to speak of. */
const INTERVAL_MS = 50;
/** No more at once than this, lest a service that hangs is buried. */
const MOST_AT_ONCE = 20;

/** What a client met. */
export interface ClientRecord {
  /** How many requests got an answer of each status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** The digest of every body that came with status 200, each once. */
  readonly digests: readonly string[];
  /** Requests without an answer, each as its moment and its reason. */
  readonly errors: readonly string[];
}

/** A moment as records tell it, so that those of a client and of a watch can be laid side by side. */
export function moment(time: number): string {
  return new Date(time).toISOString().slice(11, 23);
}

/** The digest by which bodies are compared. */
export function digestOf(body: string | Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/**
 * The connections of a client of its own: on loopback, from an address of its own. The kernel remembers for two minutes
 * where it has sent a connection that was never answered, as one to a pod just killed. Had another client's connection
 * from the same port been such a one, the kernel would send this client's there too.
 */
export function ownConnections(urls: readonly string[]): Agent {
  const loopback = urls.every((url) => new URL(url).hostname.startsWith('127.'));
  const part = (): number => randomInt(1, 255);
  const own = loopback ? { localAddress: `127.${randomInt(100, 200)}.${part()}.${part()}` } : {};
  return new Agent({ keepAlive: false, ...own });
}

/** A client that asks the same addresses in turn, on a new connection each time, until it is stopped. */
export class PollingClient {
  private readonly statuses: Record<string, number> = {};
  private readonly digests = new Set<string>();
  private readonly errors: string[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private readonly timer: NodeJS.Timeout;
  private readonly httpAgent: Agent;
  private turn = 0;

  /** Starts to ask at once. */
  constructor(private readonly urls: readonly string[]) {
    this.httpAgent = ownConnections(urls);
    this.timer = setInterval(() => this.ask(), INTERVAL_MS);
  }

  /** Waits until the service has answered once: from then on nothing that happens is missed. */
  async answered(): Promise<void> {
    await eventually(`${this.urls.join(' or ')} answers 200`, () =>
      this.digests.size > 0
        ? Promise.resolve()
        : Promise.reject(new Error(JSON.stringify([this.statuses, this.errors.at(-1)]))),
    );
  }

  /** Stops, waits for the requests in flight, and tells what it met. */
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
