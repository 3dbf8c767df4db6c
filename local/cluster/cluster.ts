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
import { ensureFirewallCommands } from './firewall';
import { ensureIdentities } from './identities';
import { NODE, type Layout } from './layout';
import { ensureNetwork } from './network';
import { clusterParts } from './parts';
import { checkPorts } from './port-check';
import { waitForPods } from './pods';
import { clearEarlierBoot, tearDown } from './teardown';

/** Without it, kubectl would wait forever for an API server that accepts a request and never answers. */
const REQUEST_TIMEOUT = '--request-timeout=10s';

/** A daemon as `npm run status` shows it. */
export interface PartStatus {
  readonly name: string;
  /** Undefined when it does not run. */
  readonly pid: number | undefined;
  /** Resident memory in bytes. */
  readonly memory: number;
}

/** The local cluster: Kubernetes, a registry and an image builder as processes of this machine. */
export class Cluster {
  /**
   * @param layout - the files and folders of the cluster.
   * @param options - for every command that is run, such as the abort signal.
   */
  constructor(
    readonly layout: Layout,
    private readonly options: CommandOptions,
  ) {}

  /**
   * Starts the cluster. A part that already runs with its current configuration keeps running.
   *
   * @param steps - where progress is printed.
   * @param policies - the list of admission policies and bindings that the API server loads itself.
   * @throws {@link Failure} when a port is taken, or a part or the node is not ready in time.
   */
  async up(steps: Steps, policies: object): Promise<void> {
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
      writeConfiguration(layout, policies);
      ensureFirewallCommands(layout);
    });
    const [below = [], ...controlPlane] = parts.slice(0, -1);
    const onNode = parts.at(-1) ?? [];
    await this.start(steps, below, options);
    // Base images need only the registry and BuildKit, so they are built while the control plane starts.
    await together(options.signal, [
      (signal) =>
        steps.step('Building base images', (report) =>
          ensureBaseImages(layout, { ...options, signal }, report),
        ),
      async (signal) => {
        for (const group of controlPlane) await this.start(steps, group, { ...options, signal });
      },
    ]);
    await steps.step('Waiting for the node', () => this.waitForNode());
    await together(options.signal, [
      (signal) => this.start(steps, onNode, { ...options, signal }),
      (signal) =>
        steps.step('Waiting for existing pods', (report) =>
          waitForPods(layout, { ...options, signal }, report),
        ),
    ]);
  }

  /** Stops every process of the cluster; the data stays. */
  async down(): Promise<void> {
    const names = clusterParts(this.layout, this.options)
      .flat()
      .map((part) => part.name);
    await tearDown(this.layout, names, this.options);
  }

  /** Removes the data of the stopped cluster. It is renamed first, so that half-removed data is never used. */
  removeData(): void {
    const { data } = this.layout.paths;
    const aside = `${data}.removed`;
    rmSync(aside, { recursive: true, force: true });
    if (existsSync(data)) renameSync(data, aside);
    rmSync(aside, { recursive: true, force: true });
  }

  /** The state of every part. */
  parts(): PartStatus[] {
    return clusterParts(this.layout, this.options)
      .flat()
      .map(({ name }) => {
        const pid = runningProcess(this.layout.daemons, name)?.pid;
        return { name, pid, memory: pid === undefined ? 0 : residentBytes(pid) };
      });
  }

  /**
   * Runs kubectl as cluster administrator.
   *
   * @param options - the options of this cluster by default.
   * @returns standard output.
   * @throws {@link Failure} when kubectl fails.
   */
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
    // The API server creates the namespace kube-system and its default roles shortly after it is ready.
    const { signal } = options;
    await waitFor(
      { what: 'the manifests are applied', timeout: 30_000, ...(signal && { signal }) },
      async () => {
        await this.kubectl(apply, options);
        return true;
      },
    );
  }

  private async waitForNode(): Promise<void> {
    const { signal } = this.options;
    await waitFor(
      { what: `node ${NODE} is ready`, timeout: 120_000, ...(signal && { signal }) },
      async () => {
        const condition = '{.status.conditions[?(@.type=="Ready")].status}';
        const ready = await this.kubectl([
          'get',
          'node',
          NODE,
          '-o',
          `jsonpath=${condition}`,
          REQUEST_TIMEOUT,
        ]);
        return ready === 'True' ? true : undefined;
      },
    );
  }
}
