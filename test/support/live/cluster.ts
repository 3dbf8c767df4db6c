import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { createInterface } from 'node:readline';

import axios, { type AxiosInstance, type AxiosResponse } from 'axios';

import { tryRun, type Output } from '../../../local/host/command';
import type { Pod } from '../kubernetes';
import { ifInterrupted, interrupted } from './interruption';

/** Whether a pod serves: it is ready and not being deleted. */
export function isServing({ metadata, status }: Pod): boolean {
  const ready = (status.conditions ?? []).some(
    (condition) => condition.type === 'Ready' && condition.status === 'True',
  );
  return ready && metadata.deletionTimestamp === undefined;
}

/** Settings of all HTTP requests: no status is an error, no proxy is used, and no connection is reused. */
export const plainHttp = {
  validateStatus: () => true,
  proxy: false,
  timeout: 10_000,
  httpAgent: new Agent({ keepAlive: false }),
} as const;

/** Any cluster that kubectl can reach. It is used through kubectl and one `kubectl proxy` on loopback. */
export class Cluster {
  private constructor(
    private readonly context: readonly string[],
    private readonly proxy: ChildProcess,
    /** The URL of the API through the proxy. */
    readonly url: string,
    private readonly http: AxiosInstance,
  ) {}

  /**
   * Starts the proxy to a cluster.
   *
   * @param context - the kubeconfig context; the current context by default
   * @throws Error when `kubectl proxy` exits
   */
  static async open(context?: string): Promise<Cluster> {
    const options = context === undefined ? [] : ['--context', context];
    const proxy = spawn('kubectl', [...options, 'proxy', '--port=0', '--address=127.0.0.1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    ifInterrupted(() => proxy.kill());
    const failed = once(proxy, 'exit').then(() => Promise.reject(new Error('kubectl proxy has exited')));
    failed.catch(() => undefined); // After it serves, its exit is not an error.
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

  /** Stops the proxy. */
  async close(): Promise<void> {
    if (this.proxy.exitCode !== null || this.proxy.signalCode !== null) return;
    const ended = once(this.proxy, 'exit');
    this.proxy.kill();
    await ended;
  }

  /** Adds the kubeconfig context to arguments of kubectl, for callers that start kubectl themselves. */
  kubectlArguments(args: readonly string[]): string[] {
    return [...this.context, ...args];
  }

  /** Runs kubectl and returns its output, whatever its exit status. */
  tryKubectl(args: readonly string[], input?: string): Promise<Output> {
    return tryRun('kubectl', this.kubectlArguments(args), {
      signal: interrupted,
      ...(input === undefined ? {} : { input }),
    });
  }

  /** Runs kubectl and returns its standard output; throws an Error when it fails. */
  async kubectl(args: readonly string[], input?: string): Promise<string> {
    const { status, stdout, stderr } = await this.tryKubectl(args, input);
    if (status !== 0) throw new Error(`kubectl ${args.join(' ')} ended with status ${status}: ${stderr}`);
    return stdout;
  }

  /** Reads an object or a list by its path in the API; throws an Error for any status other than 200. */
  async read<T>(path: string): Promise<T> {
    const { status, data } = await this.http.get<T>(path);
    if (status !== 200) throw new Error(`GET ${path} gave ${status}: ${JSON.stringify(data)}`);
    return data;
  }

  /**
   * Reads a text, such as a log, by its path in the API.
   *
   * @throws Error with the response for any status other than 200
   */
  async readText(path: string): Promise<string> {
    const { status, data } = await this.http.get<string>(path, {
      responseType: 'text',
      transformResponse: (text: string) => text,
    });
    if (status !== 200) throw new Error(`GET ${path} gave ${status}: ${data}`);
    return data;
  }

  /** Posts an object to a path of the API; no status is an error. */
  post(path: string, body: unknown): Promise<AxiosResponse<unknown>> {
    return this.http.post(path, body);
  }

  /** Sends a request directly to a pod. The API server answers with 502, 503 or 504 when the pod does not respond. */
  askPod(namespace: string, pod: string, port: number, path: string): Promise<AxiosResponse<string>> {
    return this.http.get<string>(podPath(namespace, pod, port, path), {
      responseType: 'text',
      transformResponse: (text: string) => text,
    });
  }
}

/** The path in the API that forwards to a port of a pod. */
export function podPath(namespace: string, pod: string, port: number, path: string): string {
  return `/api/v1/namespaces/${namespace}/pods/${pod}:${port}/proxy${path}`;
}
