import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import type { AxiosResponse } from 'axios';

import { webPort } from '../../../components/cryptoserver/defaults';
import { PollingClient } from '../../support/live/client';
import { podPath, type Cluster } from '../../support/live/cluster';
import { runBeside } from '../../support/live/ephemeral';
import type { Outputs } from '../../support/live/outputs';
import type { WorkloadObject } from '../../support/kubernetes';
import { selectorOf, Workload } from '../../support/live/workload';

/** The container that makes the keys or waits for them, and the one that serves them. */
export type ContainerName = 'keys' | 'server';

/** One cryptoserver in a cluster. */
export class Installation extends Workload {
  /** The names of its pods, in the order of their ordinals. */
  readonly pods: readonly string[];
  /** The claim of the volume that holds the keys. */
  readonly claim: string;

  private constructor(
    cluster: Cluster,
    { namespace, statefulSet, replicas, claim }: NonNullable<Outputs['cryptoserver']>,
    selector: string,
    /** Where clients find the keys. */
    readonly url: string,
  ) {
    super(cluster, namespace, `statefulset/${statefulSet}`, replicas, selector);
    this.claim = claim;
    this.pods = Array.from({ length: replicas }, (_, ordinal) => `${statefulSet}-${ordinal}`);
  }

  /** Finds the installation that a stack's outputs tell of. */
  static async of(cluster: Cluster, { cryptoserver, urls }: Outputs): Promise<Installation> {
    assert.ok(cryptoserver && urls.cryptoserver, 'the stack has a cryptoserver');
    const path = `/apis/apps/v1/namespaces/${cryptoserver.namespace}/statefulsets/${cryptoserver.statefulSet}`;
    const { spec } = await cluster.read<WorkloadObject>(path);
    return new Installation(cluster, cryptoserver, selectorOf(spec), `${urls.cryptoserver}/keys`);
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
    return this.cluster.askPod(this.namespace, pod, webPort.number, '/keys');
  }

  /** Runs shell commands in a container of a pod; gives what they printed. */
  inPod(pod: string, commands: string, container: ContainerName = 'server'): Promise<string> {
    return this.exec(pod, container, ['/bin/sh', '-c', commands]);
  }

  /**
   * Runs shell commands in the folder of the volume, to which the servers cannot write; gives what they printed. They run in an
   * ephemeral container of a pod, which stays in it: only for throwaway stacks.
   */
  async atVolume(pod: string, commands: string): Promise<string> {
    const { containers, volumes = [] } = (await this.readPod(pod)).spec;
    const { image } = containers[0] ?? {};
    const [volume] = volumes.filter(({ persistentVolumeClaim: claim }) => claim?.claimName === this.claim);
    assert.ok(image && volume?.name, `${pod} has the claim ${this.claim}`);
    return runBeside(this, pod, {
      name: `volume-${randomBytes(4).toString('hex')}`,
      image,
      command: ['/bin/sh', '-c', `cd /volume && ${commands}`],
      volumeMounts: [{ name: volume.name, mountPath: '/volume' }],
    });
  }

  /** What the init container of a pod has logged so far. */
  creationLog(pod: string): Promise<string> {
    return this.logs(pod, 'keys');
  }

  /** A client of the service in front of all replicas. */
  client(): PollingClient {
    return new PollingClient([this.url]);
  }

  /** A client that asks each pod by itself, ready or not. */
  podsClient(others: readonly string[] = []): PollingClient {
    const paths = [...this.pods, ...others].map((pod) =>
      podPath(this.namespace, pod, webPort.number, '/keys'),
    );
    return new PollingClient(paths.map((path) => this.cluster.url + path));
  }
}
