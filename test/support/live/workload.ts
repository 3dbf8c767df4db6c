import assert from 'node:assert/strict';

import type { Pod, WorkloadObject } from '../kubernetes';
import { isServing, type Cluster } from './cluster';
import { eventually } from './conditions';
import { ReadinessWatch } from './readiness';

/** The name of a workload for kubectl. */
export type WorkloadName = `deployment/${string}` | `statefulset/${string}`;

/** The path of a workload in the API. */
function pathOf(namespace: string, name: WorkloadName): string {
  return `/apis/apps/v1/namespaces/${namespace}/${name.replace('/', 's/')}`;
}

/** A Deployment or a StatefulSet in a cluster. */
export class Workload {
  protected constructor(
    readonly cluster: Cluster,
    readonly namespace: string,
    /** Its name for kubectl. */
    readonly workload: WorkloadName,
    readonly replicas: number,
    /** The label selector of its pods for kubectl. */
    readonly selector: string,
  ) {}

  /** Reads a workload from the API. */
  static async find(cluster: Cluster, namespace: string, name: WorkloadName): Promise<Workload> {
    const { spec } = await cluster.read<WorkloadObject>(pathOf(namespace, name));
    return new Workload(cluster, namespace, name, spec.replicas, selectorOf(spec));
  }

  /** Reads all Deployments and StatefulSets of a namespace from the API. */
  static async allIn(cluster: Cluster, namespace: string): Promise<Workload[]> {
    const name = '{range .items[*]}{.kind}/{.metadata.name}{"\\n"}{end}';
    const args = ['get', 'deployments,statefulsets', `--namespace=${namespace}`, `--output=jsonpath=${name}`];
    const names = (await cluster.kubectl(args)).toLowerCase().split('\n').filter(Boolean);
    return Promise.all(names.map((found) => Workload.find(cluster, namespace, found as WorkloadName)));
  }

  /** The current Deployment or StatefulSet. */
  read(): Promise<WorkloadObject> {
    return this.cluster.read(pathOf(this.namespace, this.workload));
  }

  /** Its current pods. */
  async readPods(): Promise<readonly Pod[]> {
    const query = `labelSelector=${encodeURIComponent(this.selector)}`;
    const path = `/api/v1/namespaces/${this.namespace}/pods?${query}`;
    return (await this.cluster.read<{ items: readonly Pod[] }>(path)).items;
  }

  /** The current state of any pod in its namespace. */
  readPod(name: string): Promise<Pod> {
    return this.cluster.read(`/api/v1/namespaces/${this.namespace}/pods/${name}`);
  }

  /** The names of its pods that currently serve. */
  async podNames(): Promise<string[]> {
    return (await this.readPods()).filter(isServing).map(({ metadata }) => metadata.name);
  }

  /**
   * Waits until all replicas serve, for 120 s at most.
   *
   * @param gone - earlier pods, which must not exist any more
   */
  async allServing(gone: readonly Pod[] = []): Promise<void> {
    const lost = new Set(gone.map((pod) => pod.metadata.uid));
    await eventually(
      `all ${this.replicas} replicas of ${this.workload} in ${this.namespace} serve`,
      async () => {
        const pods = await this.readPods();
        const serving = pods.filter((pod) => isServing(pod) && !lost.has(pod.metadata.uid));
        assert.equal(serving.length, this.replicas, `${serving.length} of ${pods.length} pods serve`);
        assert.equal(pods.length, this.replicas);
      },
      120,
    );
  }

  /** Deletes pods, and waits until all replicas serve again. `force` deletes them without a grace period. */
  async losePods(names: readonly string[], force = false): Promise<void> {
    const lost = (await this.readPods()).filter((pod) => names.includes(pod.metadata.name));
    assert.equal(lost.length, names.length);
    await this.kubectl(['delete', 'pods', ...names, ...(force ? ['--grace-period=0', '--force'] : [])]);
    await this.allServing(lost);
  }

  /** Waits until its rollout is complete, for 180 s at most. */
  async rolledOut(): Promise<void> {
    await this.kubectl(['rollout', 'status', this.workload, '--timeout=180s']);
  }

  /** Runs kubectl in its namespace and returns the standard output; throws an Error when kubectl fails. */
  kubectl(args: readonly string[], input?: string): Promise<string> {
    return this.cluster.kubectl([`--namespace=${this.namespace}`, ...args], input);
  }

  /** Runs a command in a container of a pod and returns its standard output; throws an Error when it fails. */
  exec(pod: string, container: string, command: readonly string[]): Promise<string> {
    return this.kubectl(['exec', pod, `--container=${container}`, '--', ...command]);
  }

  /**
   * The log of a container; after a restart, only the log since then.
   *
   * @throws Error when the API does not return the log, such as before the container has started
   */
  logs(pod: string, container: string): Promise<string> {
    const path = `/api/v1/namespaces/${this.namespace}/pods/${pod}/log?container=${container}`;
    return this.cluster.readText(path);
  }

  /** Starts a watch that counts the serving replicas. */
  watch(): ReadinessWatch {
    return new ReadinessWatch(this.cluster, this.namespace, this.selector, this.replicas);
  }
}

/** The label selector of the pods of a workload for kubectl. */
export function selectorOf({ selector }: Pick<WorkloadObject['spec'], 'selector'>): string {
  return Object.entries(selector.matchLabels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}
