import assert from 'node:assert/strict';

import type { Pod, WorkloadObject } from '../kubernetes';
import { isServing, type Cluster } from './cluster';
import { eventually } from './conditions';
import { ReadinessWatch } from './readiness';

/** How kubectl names a workload. */
export type WorkloadName = `deployment/${string}` | `statefulset/${string}`;

/** The path in the API of a workload. */
function pathOf(namespace: string, name: WorkloadName): string {
  return `/apis/apps/v1/namespaces/${namespace}/${name.replace('/', 's/')}`;
}

/** One workload in a cluster. */
export class Workload {
  protected constructor(
    readonly cluster: Cluster,
    readonly namespace: string,
    /** The workload, as kubectl takes it. */
    readonly workload: WorkloadName,
    readonly replicas: number,
    /** The labels that its pods have, as kubectl takes them. */
    readonly selector: string,
  ) {}

  /** Finds a workload as it is now. */
  static async find(cluster: Cluster, namespace: string, name: WorkloadName): Promise<Workload> {
    const { spec } = await cluster.read<WorkloadObject>(pathOf(namespace, name));
    return new Workload(cluster, namespace, name, spec.replicas, selectorOf(spec));
  }

  /** Finds every Deployment and StatefulSet of a namespace as it is now. */
  static async allIn(cluster: Cluster, namespace: string): Promise<Workload[]> {
    const name = '{range .items[*]}{.kind}/{.metadata.name}{"\\n"}{end}';
    const args = ['get', 'deployments,statefulsets', `--namespace=${namespace}`, `--output=jsonpath=${name}`];
    const names = (await cluster.kubectl(args)).toLowerCase().split('\n').filter(Boolean);
    return Promise.all(names.map((found) => Workload.find(cluster, namespace, found as WorkloadName)));
  }

  /** The Deployment or StatefulSet as it is now. */
  read(): Promise<WorkloadObject> {
    return this.cluster.read(pathOf(this.namespace, this.workload));
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

  /** The names of its pods that serve now. */
  async podNames(): Promise<string[]> {
    return (await this.readPods()).filter(isServing).map(({ metadata }) => metadata.name);
  }

  /**
   * Waits until all replicas serve.
   *
   * @param gone - pods of before, none of which may be left
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

  /** Deletes pods, and waits until all replicas serve again; `force` does not wait for their end. */
  async losePods(names: readonly string[], force = false): Promise<void> {
    const lost = (await this.readPods()).filter((pod) => names.includes(pod.metadata.name));
    assert.equal(lost.length, names.length);
    await this.kubectl(['delete', 'pods', ...names, ...(force ? ['--grace-period=0', '--force'] : [])]);
    await this.allServing(lost);
  }

  /** Waits until a change of it has reached all its pods. */
  async rolledOut(): Promise<void> {
    await this.kubectl(['rollout', 'status', this.workload, '--timeout=180s']);
  }

  /** Runs kubectl in the namespace; gives what it printed. */
  kubectl(args: readonly string[], input?: string): Promise<string> {
    return this.cluster.kubectl([`--namespace=${this.namespace}`, ...args], input);
  }

  /** Runs a command in a container of a pod; gives what it printed. */
  exec(pod: string, container: string, command: readonly string[]): Promise<string> {
    return this.kubectl(['exec', pod, `--container=${container}`, '--', ...command]);
  }

  /**
   * What a container of a pod has logged so far; only its latest run, when it was restarted.
   *
   * @throws Error when the cluster does not give the log, as before the container has started
   */
  logs(pod: string, container: string): Promise<string> {
    const path = `/api/v1/namespaces/${this.namespace}/pods/${pod}/log?container=${container}`;
    return this.cluster.readText(path);
  }

  /** A watch of how many replicas serve. */
  watch(): ReadinessWatch {
    return new ReadinessWatch(this.cluster, this.namespace, this.selector, this.replicas);
  }
}

/** The labels that select the pods of a workload, as kubectl takes them. */
export function selectorOf({ selector }: Pick<WorkloadObject['spec'], 'selector'>): string {
  return Object.entries(selector.matchLabels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}
