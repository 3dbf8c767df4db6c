import assert from 'node:assert/strict';

import type { AxiosResponse } from 'axios';

import { PollingClient } from './client';
import { isServing, podPath, type Cluster, type Pod } from './cluster';
import { eventually } from './conditions';
import { ReadinessWatch } from './readiness';

/** What the program exports of a cryptoserver, as `pulumi stack output --json` prints it. */
export interface Outputs {
  readonly cryptoserverUrl: string;
  readonly cryptoserver: {
    readonly namespace: string;
    readonly statefulSet: string;
    readonly replicas: number;
    readonly claim: string;
  };
}

/** A StatefulSet, as far as these tests look at it. */
export interface StatefulSet {
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
      readonly spec: object;
    };
  };
}

/** The container that makes the keys or waits for them, and the one that serves them. */
export type ContainerName = 'keys' | 'server';

/** One cryptoserver in a cluster. */
export class Installation {
  readonly namespace: string;
  readonly replicas: number;
  /** The StatefulSet, as kubectl takes it. */
  readonly workload: string;
  readonly claim: string;
  /** Where clients find it. */
  readonly url: string;
  /** The names of its pods, in the order of their ordinals. */
  readonly pods: readonly string[];

  private constructor(
    readonly cluster: Cluster,
    outputs: Outputs,
    private readonly selector: string,
  ) {
    const { namespace, statefulSet, replicas, claim } = outputs.cryptoserver;
    this.namespace = namespace;
    this.replicas = replicas;
    this.workload = `statefulset/${statefulSet}`;
    this.claim = claim;
    this.url = `${outputs.cryptoserverUrl}/keys`;
    this.pods = Array.from({ length: replicas }, (_, ordinal) => `${statefulSet}-${ordinal}`);
  }

  /** Finds the installation that a stack's outputs tell of. */
  static async find(cluster: Cluster, outputs: Outputs): Promise<Installation> {
    const { namespace, statefulSet } = outputs.cryptoserver;
    const path = `/apis/apps/v1/namespaces/${namespace}/statefulsets/${statefulSet}`;
    const { spec } = await cluster.read<StatefulSet>(path);
    const selector = Object.entries(spec.selector.matchLabels).map(([name, value]) => `${name}=${value}`);
    return new Installation(cluster, outputs, selector.join(','));
  }

  /** Its StatefulSet as it is now. */
  statefulSet(): Promise<StatefulSet> {
    const name = this.workload.split('/')[1]!;
    return this.cluster.read(`/apis/apps/v1/namespaces/${this.namespace}/statefulsets/${name}`);
  }

  /** Its pods as they are now. */
  async readPods(): Promise<readonly Pod[]> {
    const query = `labelSelector=${encodeURIComponent(this.selector)}`;
    const path = `/api/v1/namespaces/${this.namespace}/pods?${query}`;
    return (await this.cluster.read<{ items: readonly Pod[] }>(path)).items;
  }

  /** One of its pods, or another of its namespace, as it is now. */
  readPod(name: string): Promise<Pod> {
    return this.cluster.read(`/api/v1/namespaces/${this.namespace}/pods/${name}`);
  }

  /**
   * Waits until all replicas serve.
   *
   * @param gone - pods of before, none of which may be left
   */
  async allServing(gone: readonly Pod[] = []): Promise<void> {
    const lost = new Set(gone.map((pod) => pod.metadata.uid));
    await eventually(
      `all ${this.replicas} replicas in ${this.namespace} serve`,
      async () => {
        const pods = await this.readPods();
        const serving = pods.filter((pod) => isServing(pod) && !lost.has(pod.metadata.uid));
        assert.equal(serving.length, this.replicas, `${serving.length} of ${pods.length} pods serve`);
        assert.equal(pods.length, this.replicas);
      },
      120,
    );
  }

  /** Deletes pods, and waits until all replicas serve again; `force` does not wait for their end. */
  async losePods(names: readonly string[], force = false): Promise<void> {
    const lost = (await this.readPods()).filter((pod) => names.includes(pod.metadata.name));
    assert.equal(lost.length, names.length);
    await this.kubectl(['delete', 'pods', ...names, ...(force ? ['--grace-period=0', '--force'] : [])]);
    await this.allServing(lost);
  }

  /** What every replica serves, asked each by itself; fails unless all give the same bytes. */
  async keys(): Promise<string> {
    const answers = await Promise.all(this.pods.map((pod) => this.keysOf(pod)));
    const bodies = answers.map(({ status, data }, ordinal) => {
      assert.equal(status, 200, `${this.pods[ordinal]}: ${data}`);
      return data;
    });
    assert.deepEqual(new Set(bodies).size, 1, `the replicas serve different keys: ${bodies.join('\n')}`);
    assert.notEqual(bodies[0], '');
    return bodies[0]!;
  }

  /** What one pod answers on `/keys`. */
  keysOf(pod: string): Promise<AxiosResponse<string>> {
    return this.cluster.askPod(this.namespace, pod, '/keys');
  }

  /** Runs kubectl in the namespace. */
  kubectl(args: readonly string[], input?: string): Promise<string> {
    return this.cluster.kubectl([`--namespace=${this.namespace}`, ...args], input);
  }

  /** Runs shell commands in a container of a pod; gives what they printed. */
  inPod(pod: string, commands: string, container: ContainerName = 'server'): Promise<string> {
    return this.kubectl(['exec', pod, `--container=${container}`, '--', '/bin/sh', '-c', commands]);
  }

  /** What the init container of a pod has logged so far. */
  async creationLog(pod: string): Promise<string> {
    const path = `/api/v1/namespaces/${this.namespace}/pods/${pod}/log?container=keys`;
    return (await this.cluster.readText(path)) ?? '';
  }

  /** A client of the service in front of all replicas. */
  client(): PollingClient {
    return new PollingClient([this.url]);
  }

  /** A client that asks each pod by itself, ready or not. */
  podsClient(others: readonly string[] = []): PollingClient {
    return new PollingClient(
      [...this.pods, ...others].map((pod) => this.cluster.url + podPath(this.namespace, pod, '/keys')),
    );
  }

  /** A watch of how many replicas serve. */
  watch(): ReadinessWatch {
    return new ReadinessWatch(this.cluster, this.namespace, this.selector, this.replicas);
  }
}
