import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import axios from 'axios';

import type { SystemName } from '../../../components/systems';
import { beside } from '../../support/live/beside';
import { plainHttp } from '../../support/live/cluster';
import { Throwaway } from '../../support/live/throwaway';
import type { Changes } from '../../support/live/throwaway-settings';
import { Workload } from '../../support/live/workload';
import type { Accident } from './cases';
import type { Chance } from './chance';

/** The settings that stay, and those of which one is changed, with their two values. */
const settings: Readonly<
  Record<SystemName, { fixed: Changes; changed: readonly (readonly [string, number, number])[] }>
> = {
  cryptoserver: {
    fixed: { keepData: true },
    changed: [
      ['keysSeconds', 1, 2],
      ['replicas', 3, 4],
    ],
  },
  tokens: {
    fixed: { verifierReplicas: 2 },
    changed: [
      ['maxTtl', 3600, 3000],
      ['creatorReplicas', 1, 2],
    ],
  },
  hotels: { fixed: { keepData: true }, changed: [['rolloutSeconds', 120, 150]] },
  search: {
    fixed: {},
    changed: [
      ['refreshSeconds', 3600, 1800],
      ['replicas', 2, 3],
    ],
  },
};

/** An image in the state of a stack. */
interface ImageOutputs {
  readonly tags: readonly string[];
  readonly digest: string;
}

/** A throwaway stack to which accidents happen, with a kubeconfig of its own. */
export class Subject {
  /** The state of the stack before it was deployed. */
  private neverDeployed = '';
  /** Whether it was deployed to the end. */
  deployed = false;
  private values: Changes;
  private readonly folder = mkdtempSync(join(tmpdir(), 'day-two-'));
  private context = 'context-0';
  private kubeconfig = join(this.folder, 'kubeconfig-0');
  private moves = 0;

  private constructor(
    readonly system: SystemName,
    readonly stack: Throwaway,
  ) {
    const { fixed, changed } = settings[system];
    this.values = { ...fixed, ...Object.fromEntries(changed.map(([name, first]) => [name, first])) };
  }

  /**
   * Makes a stack, and deploys nothing.
   *
   * @param system - its only system
   * @param accidents - what will happen to it: it has what that needs
   */
  static async create(system: SystemName, accidents: readonly Accident[]): Promise<Subject> {
    const subject = new Subject(system, await Throwaway.create(system, beside));
    const { stack } = subject;
    const registry = String(beside.stack.config['shared-keys:registry']?.value);
    stack.configure({
      context: subject.context,
      // A repository that can be emptied is its own: the images have to be pushed to it.
      ...(accidents.includes('registry emptied') ? { registry: `${registry}/${stack.namespace}` } : {}),
    });
    stack.change(subject.values);
    const own = await beside.cluster.kubectl(['config', 'view', '--raw', '--minify', '--flatten']);
    writeFileSync(subject.kubeconfig, own, { mode: 0o600 });
    const current = await subject.kubeconfigCommand(['current-context']);
    await subject.kubeconfigCommand(['rename-context', current.trim(), subject.context]);
    stack.useKubeconfig(subject.kubeconfig);
    if (accidents.includes('state of before restored')) subject.neverDeployed = await stack.export();
    return subject;
  }

  /** Whether the system keeps its data when the stack is destroyed. */
  get keepsData(): boolean {
    return this.values.keepData === true;
  }

  /** Deploys the stack with its present settings, and waits until all pods serve; gives what Pulumi printed. */
  async up(...flags: string[]): Promise<string> {
    const printed = await this.stack.up(this.values, flags);
    await this.serves();
    this.deployed = true;
    return printed;
  }

  /** Deploys the stack as a user does who knows nothing of an accident: without waiting for anything more than Pulumi does. */
  async plainUp(): Promise<void> {
    await this.stack.pulumi(['up', '--yes', '--skip-preview']);
  }

  /** Lets Pulumi find out what is gone. */
  async refresh(): Promise<void> {
    await this.stack.pulumi(['refresh', '--yes', '--skip-preview']);
  }

  /** Fails unless a further deployment changes nothing, and finds nothing that was changed by hand. */
  async unchanged(): Promise<void> {
    const printed = await this.stack.pulumi(['up', '--yes', '--skip-preview', '--expect-no-changes']);
    assert.match(printed, /Resources:\n +\d+ unchanged\n/);
    assert.doesNotMatch(printed, /changed by hand|gone from the cluster/);
  }

  /** Changes a setting; the next deployment finds it. */
  changeSetting(chance: Chance): void {
    const [name, first, second] = chance.pick(settings[this.system].changed);
    this.values = { ...this.values, [name]: this.values[name] === first ? second : first };
    this.stack.change(this.values);
  }

  /** The workloads of the stack. */
  workloads(): Promise<readonly Workload[]> {
    return Workload.allIn(beside.cluster, this.stack.namespace);
  }

  /** Waits until all pods serve. */
  async serves(): Promise<void> {
    await Promise.all((await this.workloads()).map((workload) => workload.allServing()));
  }

  /** The pods, and how often their containers were restarted. */
  async pods(): Promise<string> {
    const pod = '{.metadata.name} {.metadata.uid} {.status.containerStatuses[*].restartCount}';
    const output = `--output=jsonpath={range .items[*]}${pod}{"\\n"}{end}`;
    return beside.cluster.kubectl(['get', 'pods', `--namespace=${this.stack.namespace}`, output]);
  }

  /** Loses the state. The settings are there: they are in a file of the project. */
  async loseState(): Promise<void> {
    await this.stack.pulumi(['stack', 'rm', '--force', '--yes', '--preserve-config']);
    await this.stack.pulumi(['stack', 'init', '--no-select']);
  }

  /** The state as it is now; before the first deployment it has nothing. */
  async saveState(): Promise<string> {
    return this.deployed ? this.stack.export() : this.neverDeployed;
  }

  /** Puts a saved state in place of the present one. */
  async restoreState(saved: string): Promise<void> {
    await this.stack.pulumi(['stack', 'import'], saved);
  }

  /** Gives the context of the kubeconfig another name, and sets it. */
  async renameContext(): Promise<void> {
    this.moves += 1;
    const renamed = `context-${this.moves}`;
    await this.kubeconfigCommand(['rename-context', this.context, renamed]);
    this.context = renamed;
    this.stack.configure({ context: renamed });
  }

  /** Moves the kubeconfig to another file. */
  async moveKubeconfig(): Promise<void> {
    const content = await this.kubeconfigCommand(['view', '--raw']);
    rmSync(this.kubeconfig);
    this.moves += 1;
    this.kubeconfig = join(this.folder, `kubeconfig-${this.moves}`);
    writeFileSync(this.kubeconfig, content, { mode: 0o600 });
    this.stack.useKubeconfig(this.kubeconfig);
  }

  /** Deletes the images of the stack from the registry. */
  async emptyRegistry(): Promise<void> {
    const { deployment } = JSON.parse(await this.stack.export()) as {
      deployment: { resources?: readonly { type: string; outputs?: object }[] };
    };
    const images = (deployment.resources ?? []).filter(({ type }) => type === 'docker-build:index:Image');
    assert.ok(images.length > 0, 'the state has images');
    for (const { outputs } of images) {
      const { tags, digest } = outputs as ImageOutputs;
      const [, host, repository] = /^([^/]+)\/(.+):[^:]+$/.exec(tags[0]!)!;
      const { status } = await axios.delete(`http://${host}/v2/${repository}/manifests/${digest}`, plainHttp);
      assert.equal(status, 202, `${repository} is deleted`);
    }
  }

  /** Deletes the namespace by hand. */
  async deleteNamespace(): Promise<void> {
    await beside.cluster.kubectl(['delete', 'namespace', this.stack.namespace, '--timeout=120s']);
  }

  /** Removes the stack with its namespace and files. */
  async remove(): Promise<void> {
    try {
      await this.stack.remove();
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  private kubeconfigCommand(args: readonly string[]): Promise<string> {
    return beside.cluster.kubectl([`--kubeconfig=${this.kubeconfig}`, 'config', ...args]);
  }
}
