import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { run, type CommandOptions } from '../command';
import { ensureDaemon, runningProcess } from '../daemon';
import { residentBytes } from '../process-table';
import type { Steps } from '../steps';
import { waitFor } from '../wait';
import { ensureBaseImages } from './base-images';
import { recordBoot } from './boot';
import { writeConfiguration } from './configuration';
import { ensureControlGroup } from './control-groups';
import { ensureIdentities } from './identities';
import { NODE, type Layout } from './layout';
import { ensureNetwork } from './network';
import { clusterParts } from './parts';
import { checkPorts } from './port-check';
import { waitForPods } from './pods';
import { clearEarlierBoot, tearDown } from './teardown';

/** One daemon as `status` shows it. */
export interface PartStatus {
  readonly name: string;
  readonly pid: number | undefined;
  /** Resident memory in bytes. */
  readonly memory: number;
}

/** The local cluster: Kubernetes, a registry and an image builder as processes of this machine. */
export class Cluster {
  constructor(
    readonly layout: Layout,
    private readonly options: CommandOptions,
  ) {}

  /** Starts what is not running; a part that runs as it should is left alone. */
  async up(steps: Steps): Promise<void> {
    const { layout, options } = this;
    const parts = clusterParts(layout, options);
    await steps.step('Preparing the machine', async () => {
      await clearEarlierBoot(layout, options);
      checkPorts(
        layout,
        parts.flat().map((part) => part.name),
      );
      recordBoot(layout);
      for (const folder of [layout.volumes, layout.config])
        mkdirSync(folder, { recursive: true, mode: 0o700 });
      await ensureNetwork(layout, options);
      ensureControlGroup();
      await ensureIdentities(layout, options);
      writeConfiguration(layout);
    });
    let images: Promise<void> = Promise.resolve();
    for (const [index, group] of parts.entries()) {
      const names = group.map((part) => part.name);
      await steps.step(`Starting ${names.join(', ')}`, async () => {
        await Promise.all(group.map((part) => ensureDaemon(layout.daemons, part, options.signal)));
      });
      if (index === 0) {
        // Needs the registry and BuildKit alone, and so goes on beside the control plane.
        images = steps.step('Base images', (report) => ensureBaseImages(layout, options, report));
        images.catch(() => undefined); // Told below.
      }
      if (names.includes('kube-apiserver')) await this.applyManifests();
    }
    await images;
    await steps.step('Waiting for the node', () => this.waitForNode());
    await steps.step('Waiting for the pods of the last run', (report) =>
      waitForPods(layout, options, report),
    );
  }

  /** Stops everything; the data stays. */
  async down(): Promise<void> {
    const names = clusterParts(this.layout, this.options)
      .flat()
      .map((part) => part.name);
    await tearDown(this.layout, names, this.options);
  }

  /** Stops everything and removes the data. */
  async reset(): Promise<void> {
    await this.down();
    rmSync(this.layout.paths.data, { recursive: true, force: true });
  }

  /** Every part with its process. */
  parts(): PartStatus[] {
    return clusterParts(this.layout, this.options)
      .flat()
      .map(({ name }) => {
        const pid = runningProcess(this.layout.daemons, name)?.pid;
        return { name, pid, memory: pid === undefined ? 0 : residentBytes(pid) };
      });
  }

  /** Runs kubectl as the person at the terminal would. */
  kubectl(args: readonly string[], options: CommandOptions = this.options): Promise<string> {
    return run(
      join(this.layout.bins.kubernetes, 'kubectl'),
      ['--kubeconfig', this.layout.kubeconfig, ...args],
      options,
    );
  }

  private async applyManifests(): Promise<void> {
    const file = join(this.layout.paths.project, 'local', 'cluster', 'manifests', 'cluster.yaml');
    const apply = [
      'apply',
      '--server-side',
      '--field-manager=shared-keys-cluster',
      '--force-conflicts',
      '-f',
      file,
    ];
    // The namespace kube-system and the API server's first roles appear a moment after it is ready.
    await waitFor({ what: 'the cluster’s own objects', timeout: 30_000, ...this.signal() }, async () => {
      await this.kubectl(apply);
      return true;
    });
  }

  private async waitForNode(): Promise<void> {
    await waitFor({ what: `node ${NODE} ready`, timeout: 120_000, ...this.signal() }, async () => {
      const condition = '{.status.conditions[?(@.type=="Ready")].status}';
      const ready = await this.kubectl(['get', 'node', NODE, '-o', `jsonpath=${condition}`]);
      return ready === 'True' ? true : undefined;
    });
  }

  private signal(): { signal?: AbortSignal } {
    return this.options.signal ? { signal: this.options.signal } : {};
  }
}
