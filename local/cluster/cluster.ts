import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { run, type CommandOptions } from '../host/command';
import { ensureDaemon, runningProcess, type Daemon } from '../host/daemon';
import { residentBytes } from '../host/process-table';
import type { Steps } from '../host/steps';
import { together, waitFor } from '../host/wait';
import { ensureBaseImages } from '../base-images/ensure';
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

/** An API server that takes a request and never answers counts as not there. */
const PATIENCE = '--request-timeout=10s';

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
    const [below = [], ...controlPlane] = parts;
    await this.start(steps, below, options);
    // The base images need the registry and BuildKit alone, and so are made beside the control plane.
    await together(options.signal, [
      (signal) =>
        steps.step('Base images', (report) => ensureBaseImages(layout, { ...options, signal }, report)),
      async (signal) => {
        for (const group of controlPlane) await this.start(steps, group, { ...options, signal });
      },
    ]);
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

  /** Removes the data of the cluster, which is stopped. What is half removed is never taken for data. */
  removeData(): void {
    const { data } = this.layout.paths;
    const aside = `${data}.removed`;
    rmSync(aside, { recursive: true, force: true });
    if (existsSync(data)) renameSync(data, aside);
    rmSync(aside, { recursive: true, force: true });
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

  private async start(steps: Steps, group: readonly Daemon[], options: CommandOptions): Promise<void> {
    const names = group.map((part) => part.name);
    await steps.step(`Starting ${names.join(', ')}`, () =>
      together(
        options.signal,
        group.map((part) => (signal: AbortSignal) => ensureDaemon(this.layout.daemons, part, signal)),
      ),
    );
    if (names.includes('kube-apiserver')) await this.applyManifests(options);
  }

  private async applyManifests(options: CommandOptions): Promise<void> {
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
    const { signal } = options;
    await waitFor(
      { what: 'the cluster’s own objects', timeout: 30_000, ...(signal && { signal }) },
      async () => {
        await this.kubectl(apply, options);
        return true;
      },
    );
  }

  private async waitForNode(): Promise<void> {
    const { signal } = this.options;
    await waitFor({ what: `node ${NODE} ready`, timeout: 120_000, ...(signal && { signal }) }, async () => {
      const condition = '{.status.conditions[?(@.type=="Ready")].status}';
      const ready = await this.kubectl(['get', 'node', NODE, '-o', `jsonpath=${condition}`, PATIENCE]);
      return ready === 'True' ? true : undefined;
    });
  }
}
