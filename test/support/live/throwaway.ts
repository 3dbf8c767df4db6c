import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import { join, relative } from 'node:path';

import { systemNames, type SystemName } from '../../../components/systems';
import type { PulumiOptions } from '../../../local/host/command';
import { TemporaryStack } from '../../../local/host/temporary-stack';
import { readPreview } from '../../../preview/engine-events';
import type { StackPreview } from '../../../preview/report';
import type { Cluster } from './cluster';
import { answering } from './doors';
import { ifInterrupted, interrupted } from './interruption';
import { Installation } from '../../live/cryptoserver/installation';
import { assertNothingLeft } from './leftovers';
import type { Outputs } from './outputs';
import { standIns, type StandIn, type StandInName } from './stand-ins';
import { projectFolder, type Config, type StackUnderTest } from './pulumi';
import { differing, dropped, type Changes, type Program, type SecretValue } from './throwaway-settings';

/** A resource in the state of a stack. */
export interface StateResource {
  readonly type: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The stack under test, whose settings a throwaway stack copies, and its cluster. */
interface Beside {
  readonly stack: StackUnderTest;
  readonly cluster: Cluster;
}

const shared = new Map<Program, Promise<Throwaway>>();
const unshared: Throwaway[] = [];

/** The throwaway stack of a program. All tests of a run share it; the first call deploys it. */
export function throwaway(program: Program, beside: Beside): Promise<Throwaway> {
  const known = shared.get(program) ?? Throwaway.deploy(program, beside);
  shared.set(program, known);
  return known;
}

/** A new throwaway stack for one test. It is not deployed: call {@link Throwaway.up}. */
export async function unsharedThrowaway(program: Program, beside: Beside): Promise<Throwaway> {
  const stack = await Throwaway.create(program, beside);
  unshared.push(stack);
  return stack;
}

/** Removes all throwaway stacks with their namespaces and files. */
export async function removeThrowaways(): Promise<void> {
  const removals = [...shared.values(), ...unshared].map(async (stack) => (await stack).remove());
  shared.clear();
  unshared.length = 0;
  for (const removal of await Promise.allSettled(removals)) {
    // A stack that could not be deployed has already failed its tests, and is removed.
    if (removal.status === 'rejected' && !(removal.reason instanceof NotDeployed)) throw removal.reason;
  }
}

class NotDeployed extends Error {}

/** A temporary stack of one system, in a new namespace and with its state in a temporary folder. */
export class Throwaway {
  /** The outputs of the last deployment. */
  outputs!: Outputs;
  private found: Installation | undefined;
  /** The settings of the system, without secrets. */
  private settings: Changes = {};
  private readonly stack = new TemporaryStack('live', { signal: interrupted });
  private readonly removed: () => void;

  private constructor(
    private readonly cluster: Cluster,
    private readonly program: Program,
  ) {
    this.removed = ifInterrupted(() => this.abandon());
  }

  /** Creates a stack with the settings of the stack under test, except for those that must differ. Deploys nothing. */
  static async create(program: Program, { stack, cluster }: Beside): Promise<Throwaway> {
    const created = new Throwaway(cluster, program);
    created.writeProgram();
    await created.createStack(stack.config);
    return created;
  }

  /**
   * Creates a stack as {@link create} does, and deploys it.
   *
   * @throws NotDeployed when the deployment fails; the stack is then removed
   */
  static async deploy(program: Program, beside: Beside): Promise<Throwaway> {
    const created = await Throwaway.create(program, beside);
    try {
      await created.up();
      return created;
    } catch (error) {
      // After a failed deployment, `destroy` may fail too. The namespace and the folder are deleted in any case.
      await created.remove().catch(() => undefined);
      throw new NotDeployed(`the ${program} cannot be deployed: ${String(error)}`, { cause: error });
    }
  }

  /** The namespace of the stack. */
  get namespace(): string {
    return this.stack.name;
  }

  /** The cryptoserver of the stack, with three replicas; throws when it has none. */
  get installation(): Installation {
    if (!this.found) throw new Error(`the throwaway stack of ${this.program} has no cryptoserver`);
    return this.found;
  }

  /**
   * Changes settings of the system, and deploys the stack.
   *
   * @param changes - the settings; the others stay as they are
   * @param flags - more arguments of `pulumi up`
   * @returns the output of Pulumi
   */
  async up(changes: Changes = {}, flags: readonly string[] = []): Promise<string> {
    const isSecret = (value: Changes[string]): value is SecretValue => typeof value === 'object';
    const plain = Object.entries(changes).filter(([, value]) => !isSecret(value));
    this.stack.set(this.group, Object.fromEntries(plain));
    for (const [name, value] of Object.entries(changes)) {
      // Through standard input: every user of the machine can read the arguments of a command.
      if (isSecret(value))
        await this.stack.pulumi(
          ['config', 'set', '--secret', '--path', `${this.group}.${name}`],
          value.secret,
        );
    }
    this.settings = { ...this.settings, ...changes };
    const printed = await this.stack.up(flags);
    this.outputs = this.stack.outputs() as unknown as Outputs;
    await answering(Object.values(this.outputs.urls));
    if (this.outputs.cryptoserver) {
      this.found = await Installation.of(this.cluster, this.outputs);
      await this.found.allServing();
    }
    return printed;
  }

  /**
   * Replaces the folder of an image by a changed copy, from which the next `up` builds the image.
   *
   * @param image - the name of the folder in `images/`
   * @param change - changes the copy; its argument is the path of the copy
   */
  changeImage(image: string, change: (folder: string) => void): void {
    const folder = join(this.stack.folder, 'images', image);
    unlinkSync(folder);
    cpSync(join(projectFolder, 'images', image), folder, { recursive: true });
    change(folder);
  }

  /** Changes settings of the whole stack, by their names; `undefined` removes one. */
  configure(changes: Readonly<Record<string, unknown>>): void {
    const named = Object.entries(changes).map(([name, value]) => [`shared-keys:${name}`, value]);
    this.stack.configure(Object.fromEntries(named) as Record<string, unknown>);
  }

  /** Uses another kubeconfig, or a list of files, for all later commands of Pulumi. */
  useKubeconfig(KUBECONFIG: string | undefined): void {
    this.stack.useEnvironment({ KUBECONFIG });
  }

  /** Begins to deploy or destroy it, and kills Pulumi (-9) when that moment is reached. Its lock is removed, as the user has to. */
  async killed(reached: () => Promise<void>, command?: 'destroy'): Promise<void> {
    await this.stack.killed(reached, command);
    await this.pulumi(['cancel', '--yes']);
  }

  /** Changes settings of the system, and deploys nothing. */
  change(changes: Changes): void {
    this.stack.set(this.group, changes);
  }

  /** How Pulumi is run for the stack, whose name is that of its namespace. */
  get pulumiOptions(): PulumiOptions {
    return this.stack.pulumiOptions;
  }

  /** Deploys the stack; gives what that did, from Pulumi's events. */
  async deployed(): Promise<StackPreview> {
    const log = join(this.stack.folder, 'events');
    this.stack.useEnvironment({ PULUMI_DEBUG_COMMANDS: 'true' });
    await this.up({}, ['--event-log', log]);
    return readPreview(this.stack.name, readFileSync(log, 'utf8'));
  }

  /** Runs Pulumi on the stack; gives what it printed. */
  pulumi(args: readonly string[], input?: string): Promise<string> {
    return this.stack.pulumi(args, input);
  }

  /** The state of the stack as JSON text; secrets are encrypted unless it is `decrypted`. */
  export({ decrypted = false } = {}): Promise<string> {
    return this.stack.pulumi(['stack', 'export', ...(decrypted ? ['--show-secrets'] : [])]);
  }

  /** Changes the resources in the state of the stack, as another program or a loss of the state does. */
  async editState(change: (resources: readonly StateResource[]) => readonly StateResource[]): Promise<void> {
    const { deployment, ...rest } = JSON.parse(await this.export()) as {
      deployment: { resources: StateResource[] };
    };
    const edited = { ...deployment, resources: change(deployment.resources), pending_operations: [] };
    await this.stack.pulumi(['stack', 'import'], JSON.stringify({ ...rest, deployment: edited }));
  }

  /** Destroys the deployed resources; data is kept when a setting says so. */
  destroy(): Promise<void> {
    return this.stack.destroy(interrupted);
  }

  /**
   * Destroys the stack, and fails when that leaves anything in the cluster except data that a setting keeps. Deletes the
   * namespace and the temporary folder in any case.
   */
  async remove(): Promise<void> {
    try {
      await this.destroy();
      await assertNothingLeft(this.cluster, this.namespace, this.settings.keepData === true);
    } finally {
      const wait = ['--ignore-not-found', '--timeout=120s'];
      await this.cluster.kubectl(['delete', 'namespace', this.namespace, ...wait]);
      this.stack.forget();
      this.removed();
    }
  }

  /** Removes the stack when the run is interrupted, without waiting until the namespace is deleted. */
  private abandon(): void {
    const args = ['delete', 'namespace', this.namespace, '--ignore-not-found', '--wait=false'];
    spawnSync('kubectl', this.cluster.kubectlArguments(args), { stdio: 'inherit' });
    this.stack.forget();
  }

  /** Writes what Pulumi runs: a reference to the program, and links to the folders of the images. */
  private writeProgram(): void {
    const { folder } = this.stack;
    const program = this.standIn?.program ?? 'index.ts';
    this.stack.write('package.json', { main: relative(folder, join(projectFolder, program)) });
    this.stack.write('tsconfig.json', { extends: join(projectFolder, 'tsconfig.json') });
    symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
    // The program builds images from the folder `images` of its own project.
    const images = join(folder, 'images');
    mkdirSync(images);
    for (const image of readdirSync(join(projectFolder, 'images'))) {
      symlinkSync(join(projectFolder, 'images', image), join(images, image));
    }
    for (const [image, source] of Object.entries(this.standIn?.images ?? {})) {
      symlinkSync(join(projectFolder, source), join(images, image));
    }
  }

  /** The group of settings of the deployed system. */
  private get group(): string {
    return `shared-keys:${this.system}`;
  }

  private get system(): SystemName {
    return this.program in standIns
      ? standIns[this.program as StandInName].system
      : (this.program as SystemName);
  }

  private get standIn(): StandIn | undefined {
    return this.program in standIns ? standIns[this.program as StandInName] : undefined;
  }

  private async createStack(source: Config): Promise<void> {
    const groups = systemNames.map((system) => `shared-keys:${system}`);
    const kept = Object.entries(source).filter(
      ([key]) => !groups.includes(key) && key !== 'shared-keys:systems',
    );
    const plain = kept.filter(([, { secret }]) => !secret);
    const own = Object.entries(source[this.group]?.objectValue ?? {}).filter(([name]) => !dropped.test(name));
    this.settings = {
      ...(Object.fromEntries(own) as Changes),
      namespace: this.namespace,
      ...differing[this.program],
    };
    await this.stack.create(
      // The name of the project: it is the prefix of the settings.
      { name: 'shared-keys', runtime: { name: 'nodejs', options: { typescript: true } } },
      {
        ...Object.fromEntries(plain.map(([key, { value, objectValue }]) => [key, objectValue ?? value])),
        'shared-keys:systems': [this.system],
        // Tests deploy what the rules refuse, such as fewer replicas.
        'shared-keys:admission': false,
        [this.group]: this.settings,
      },
    );
    for (const [key, { value = '', secret }] of kept) {
      if (secret) await this.stack.pulumi(['config', 'set', '--secret', key], value);
    }
  }
}
