import { Agent } from 'node:http';

import axios, { type AxiosRequestConfig } from 'axios';

import { Failure } from '../local/host/failure';

const REQUESTS = 2_000;

/** A request to measure, and its description in the results. */
interface Request {
  readonly what: string;
  readonly url: string;
  readonly config?: AxiosRequestConfig;
}

/** The quantile of a sample; NaN for an empty sample. `share` is between 0 and 1: 0.5 gives the median. */
export function quantile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/**
 * Measures requests to each deployed system, one at a time on one connection.
 *
 * @param urls - the output `urls` of the stack
 * @param report - called for each kind of request, with its median and its 99th percentile
 * @throws Failure when a URL is not on loopback
 * @throws AxiosError when a response is not 2xx, or takes longer than 5 s
 */
export async function timeRequests(
  urls: Readonly<Partial<Record<string, string>>>,
  report: (what: string, figure: string) => void,
): Promise<void> {
  for (const { what, url, config } of await requestsOf(urls)) {
    const { hostname } = new URL(url);
    if (!hostname.startsWith('127.'))
      throw new Failure(`The benchmark sends requests to loopback only, not to ${hostname}.`);
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    const latencies: number[] = [];
    try {
      for (let request = 0; request < REQUESTS; request += 1) {
        const since = performance.now();
        await axios.request({ url, httpAgent, proxy: false, timeout: 5_000, ...config });
        latencies.push(performance.now() - since);
      }
    } finally {
      httpAgent.destroy();
    }
    const [median, most] = [0.5, 0.99].map((share) => `${quantile(latencies, share).toFixed(2)} ms`);
    report(`${what}, ${REQUESTS} times`, `median ${median}, 99th percentile ${most}`);
  }
}

/** The requests to measure, for the deployed systems. */
async function requestsOf({
  cryptoserver,
  creator,
  verifier,
  hotels,
  search,
}: Readonly<Partial<Record<string, string>>>): Promise<Request[]> {
  const requests: Request[] = [];
  if (cryptoserver) requests.push({ what: 'GET /keys', url: `${cryptoserver}/keys` });
  if (creator && verifier) {
    const post = { method: 'POST', data: { sub: 'bench', ttl: 600 } };
    const url = `${creator}/tokens`;
    const { data } = await axios.request<{ token: string }>({ url, proxy: false, ...post });
    requests.push(
      { what: 'POST /tokens', url, config: post },
      {
        what: 'POST /verify',
        url: `${verifier}/verify`,
        config: { method: 'POST', data: { token: data.token } },
      },
    );
  }
  if (hotels) requests.push({ what: 'GET /api/hotels', url: `${hotels}/api/hotels` });
  if (search)
    requests.push(
      { what: 'GET /Weather (a few hits)', url: `${search}/Weather` },
      { what: 'GET /a (hundreds of hits)', url: `${search}/a` },
    );
  return requests;
}
