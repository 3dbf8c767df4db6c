import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { moment } from './client';
import type { Pod } from '../kubernetes';
import { isServing, type Cluster } from './cluster';
import { eventually } from './conditions';
import { ifInterrupted } from './interruption';

/** The results of a watch. */
export interface ReadinessRecord {
  /** The smallest number of pods that served at any moment. */
  readonly fewest: number;
  /** The longest period in which not all replicas served, in milliseconds; 0 when they always served. */
  readonly longestShortage: number;
  /** All changes in order, for error messages. */
  readonly changes: readonly string[];
}

interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Pod;
}

/** Counts the serving pods after every change in the cluster. Polling could miss short changes. */
export class ReadinessWatch {
  private readonly serving = new Map<string, boolean>();
  private readonly counts: number[] = [];
  private readonly changes: string[] = [];
  private readonly kubectl: ChildProcess;
  /** The start of the current shortage, in milliseconds since the epoch. */
  private shortSince: number | undefined;
  private longestShortage = 0;

  /**
   * Starts the watch.
   *
   * @param cluster - the cluster of the pods
   * @param namespace - the namespace of the pods
   * @param selector - a label selector of kubectl
   * @param replicas - the number of pods that serve before and after the event
   */
  constructor(
    cluster: Cluster,
    namespace: string,
    selector: string,
    private readonly replicas: number,
  ) {
    const watch = ['get', 'pods', '--watch', '--output-watch-events', '--output=json'];
    this.kubectl = spawn(
      'kubectl',
      cluster.kubectlArguments([...watch, `--namespace=${namespace}`, `--selector=${selector}`]),
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    ifInterrupted(() => this.kubectl.kill());
    // kubectl prints one event on each line.
    createInterface({ input: this.kubectl.stdout! }).on('line', (line) => {
      this.see(JSON.parse(line) as WatchEvent);
    });
  }

  /** Waits until the watch shows all replicas serving. */
  async allServing(): Promise<void> {
    await eventually(`the watch shows ${this.replicas} pods serving`, () => {
      const { exitCode, signalCode } = this.kubectl;
      const count = this.count();
      if (exitCode !== null || signalCode !== null) throw new Error('kubectl get --watch has exited');
      return count === this.replicas ? Promise.resolve() : Promise.reject(new Error(`${count} serve`));
    });
    // Earlier events are only the initial list of pods, one by one.
    if (this.counts.length === 0) this.counts.push(this.replicas);
  }

  /** Stops the watch and returns its results. */
  async stop(): Promise<ReadinessRecord> {
    if (this.kubectl.exitCode === null && this.kubectl.signalCode === null) {
      const ended = once(this.kubectl, 'exit');
      this.kubectl.kill();
      await ended;
    }
    const { longestShortage, changes } = this;
    return { fewest: Math.min(...this.counts), longestShortage, changes };
  }

  private see({ type, object }: WatchEvent): void {
    const { uid, name } = object.metadata;
    if (type === 'DELETED') this.serving.delete(uid);
    else this.serving.set(uid, isServing(object));
    if (this.counts.length === 0) return;
    const count = this.count();
    this.counts.push(count);
    if (count < this.replicas) this.shortSince ??= Date.now();
    else if (this.shortSince !== undefined) {
      this.longestShortage = Math.max(this.longestShortage, Date.now() - this.shortSince);
      this.shortSince = undefined;
    }
    this.changes.push(
      `${moment(Date.now())} ${type} ${name} (${isServing(object) ? 'serving' : 'not serving'}): ${count} serve`,
    );
  }

  private count(): number {
    return [...this.serving.values()].filter((serving) => serving).length;
  }
}
