import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { createInterface } from 'node:readline';

import axios, { type AxiosInstance, type AxiosResponse } from 'axios';

import { tryRun, type Output } from '../../../local/host/command';
import type { Pod } from '../kubernetes';
import { ifInterrupted, interrupted } from './interruption';

/** Whether a pod serves: it is ready, and nothing has begun to take it away. */
export function isServing({ metadata, status }: Pod): boolean {
  const ready = (status.conditions ?? []).some(
    (condition) => condition.type === 'Ready' && condition.status === 'True',
  );
  return ready && metadata.deletionTimestamp === undefined;
}

/** Settings of every HTTP request here: any status is an answer, nobody stands between, no connection is used twice. */
export const plainHttp = {
  validateStatus: () => true,
  proxy: false,
  timeout: 10_000,
  httpAgent: new Agent({ keepAlive: false }),
} as const;

/** A cluster, through kubectl and through one `kubectl proxy` on loopback: any cluster that kubectl reaches. */
export class Cluster {
  private constructor(
    private readonly context: readonly string[],
    private readonly proxy: ChildProcess,
    /** Where the proxy passes on the API. */
    readonly url: string,
    private readonly http: AxiosInstance,
  ) {}

  /**
   * Opens a cluster.
   *
   * @param context - the kubeconfig context; the current one unless it is given
   */
  static async open(context?: string): Promise<Cluster> {
    const options = context === undefined ? [] : ['--context', context];
    const proxy = spawn('kubectl', [...options, 'proxy', '--port=0', '--address=127.0.0.1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    ifInterrupted(() => proxy.kill());
    const failed = once(proxy, 'exit').then(() => Promise.reject(new Error('kubectl proxy has ended')));
    failed.catch(() => undefined); // It ends in the end; only an end before it serves is an error.
    const lines = createInterface({ input: proxy.stdout });
    const [line] = (await Promise.race([once(lines, 'line'), failed])) as [string];
    const address = /127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (address === undefined) {
      proxy.kill();
      throw new Error(`kubectl proxy printed no address: ${line}`);
    }
    const url = `http://${address}`;
    return new Cluster(options, proxy, url, axios.create({ ...plainHttp, baseURL: url }));
  }

  /** Ends the proxy. */
  async close(): Promise<void> {
    if (this.proxy.exitCode !== null || this.proxy.signalCode !== null) return;
    const ended = once(this.proxy, 'exit');
    this.proxy.kill();
    await ended;
  }

  /** The arguments that have kubectl do this in this cluster, for those who start it themselves. */
  kubectlArguments(args: readonly string[]): string[] {
    return [...this.context, ...args];
  }

  /** Runs kubectl, whatever its status. */
  tryKubectl(args: readonly string[], input?: string): Promise<Output> {
    return tryRun('kubectl', this.kubectlArguments(args), {
      signal: interrupted,
      ...(input === undefined ? {} : { input }),
    });
  }

  /** Runs a kubectl that has to succeed; gives what it printed. */
  async kubectl(args: readonly string[], input?: string): Promise<string> {
    const { status, stdout, stderr } = await this.tryKubectl(args, input);
    if (status !== 0) throw new Error(`kubectl ${args.join(' ')} ended with status ${status}: ${stderr}`);
    return stdout;
  }

  /** Reads an object, or a list of them, by its path in the API. */
  async read<T>(path: string): Promise<T> {
    const { status, data } = await this.http.get<T>(path);
    if (status !== 200) throw new Error(`GET ${path} gave ${status}: ${JSON.stringify(data)}`);
    return data;
  }

  /**
   * Reads text by its path in the API, such as a log.
   *
   * @throws Error with the API's answer when there is no such text
   */
  async readText(path: string): Promise<string> {
    const { status, data } = await this.http.get<string>(path, {
      responseType: 'text',
      transformResponse: (text: string) => text,
    });
    if (status !== 200) throw new Error(`GET ${path} gave ${status}: ${data}`);
    return data;
  }

  /** Sends an object to a path of the API; every status is an answer. */
  post(path: string, body: unknown): Promise<AxiosResponse<unknown>> {
    return this.http.post(path, body);
  }

  /** Asks one pod itself, past every service. A status of 502, 503 or 504 is the API server's own: no answer came. */
  askPod(namespace: string, pod: string, port: number, path: string): Promise<AxiosResponse<string>> {
    return this.http.get<string>(podPath(namespace, pod, port, path), {
      responseType: 'text',
      transformResponse: (text: string) => text,
    });
  }
}

/** The path in the API under which a pod's own port is reached. */
export function podPath(namespace: string, pod: string, port: number, path: string): string {
  return `/api/v1/namespaces/${namespace}/pods/${pod}:${port}/proxy${path}`;
}
