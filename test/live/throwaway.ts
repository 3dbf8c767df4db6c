import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import type { Cluster } from './cluster';
import { ifInterrupted } from './interruption';
import { Installation, type Outputs } from './installation';
import { projectFolder, pulumi, type Config, type SelectedStack } from './pulumi';

/** What runs in a throwaway stack: the project itself, or the stand-in for the published image. */
export type Program = 'project' | 'stand-in';

/** What a throwaway stack is deployed beside. */
interface Beside {
  readonly stack: SelectedStack;
  readonly cluster: Cluster;
}

/** How long our image takes to make the keys in a throwaway stack: long enough to kill it in the middle. */
const KEYS_SECONDS = 5;

const deployed = new Map<Program, Promise<Throwaway>>();

/** The throwaway stack of a program, which all tests of a run share; deployed when the first one asks for it. */
export function throwaway(program: Program, beside: Beside): Promise<Throwaway> {
  const known = deployed.get(program) ?? Throwaway.deploy(program, beside);
  deployed.set(program, known);
  return known;
}

/** Removes every throwaway stack with all that belongs to it. */
export async function removeThrowaways(): Promise<void> {
  const removals = [...deployed.values()].map(async (stack) => (await stack).remove());
  deployed.clear();
  for (const removal of await Promise.allSettled(removals)) {
    // One that could not be deployed has failed its tests, and has removed itself.
    if (removal.status === 'rejected' && !(removal.reason instanceof NotDeployed)) throw removal.reason;
  }
}

class NotDeployed extends Error {}

/** A stack of its own, in a namespace of its own and with its state in a temporary folder. */
export class Throwaway {
  /** The stack's cryptoserver, of three replicas. */
  installation!: Installation;
  private readonly name = `live-${randomBytes(4).toString('hex')}`;
  private readonly folder = mkdtempSync(join(tmpdir(), 'shared-keys-live-'));
  private readonly env: NodeJS.ProcessEnv;
  private readonly removed: () => void;

  private constructor(private readonly cluster: Cluster) {
    const state = join(this.folder, 'state');
    mkdirSync(state);
    this.env = {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString('hex'),
      PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
      PULUMI_STACK: undefined,
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_NODEJS_TRANSPILE_ONLY: 'true',
    };
    this.removed = ifInterrupted(() => this.abandon());
  }

  /**
   * Deploys a stack with the settings of the one that it is beside, apart from what has to differ.
   *
   * @throws NotDeployed when that fails; nothing of it is left then
   */
  static async deploy(program: Program, { stack, cluster }: Beside): Promise<Throwaway> {
    const created = new Throwaway(cluster);
    try {
      created.writeProject(program);
      await created.writeConfig(stack.config, program === 'project');
      await created.up();
      return created;
    } catch (error) {
      // What has failed may keep it from being destroyed in order; its namespace and its folder go in any case.
      await created.remove().catch(() => undefined);
      throw new NotDeployed(`the ${program} cannot be deployed: ${String(error)}`, { cause: error });
    }
  }

  /** The namespace that it is in. */
  get namespace(): string {
    return this.name;
  }

  /** Deploys it, or deploys it again. */
  async up(): Promise<void> {
    await this.pulumi(['up', '--yes', '--skip-preview', '--suppress-outputs']);
    const outputs = JSON.parse(await this.pulumi(['stack', 'output', '--json'])) as Outputs;
    this.installation = await Installation.find(this.cluster, outputs);
    await this.installation.allServing();
  }

  /** Destroys what is deployed; the data is kept, since its settings say so. */
  async destroy(): Promise<void> {
    await this.pulumi(['destroy', '--yes', '--skip-preview', '--suppress-outputs']);
  }

  /** Removes it with its data. */
  async remove(): Promise<void> {
    try {
      await this.destroy();
    } finally {
      const wait = ['--ignore-not-found', '--timeout=120s'];
      await this.cluster.kubectl(['delete', 'namespace', this.namespace, ...wait]);
      rmSync(this.folder, { recursive: true, force: true });
      this.removed();
    }
  }

  /** Removes it when the run is interrupted: nobody waits for the end of the namespace. */
  private abandon(): void {
    const args = ['delete', 'namespace', this.namespace, '--ignore-not-found', '--wait=false'];
    spawnSync('kubectl', this.cluster.kubectlArguments(args), { stdio: 'inherit' });
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Writes a project whose files, state and stack settings are all in the temporary folder. */
  private writeProject(program: Program): void {
    // The same name as the project's, since the names of settings start with it.
    const project = { name: 'shared-keys', runtime: { name: 'nodejs', options: { typescript: true } } };
    if (program === 'project') {
      this.write('Pulumi.yaml', { ...project, main: projectFolder });
      return;
    }
    this.write('Pulumi.yaml', project);
    this.write('package.json', { main: relative(this.folder, join(__dirname, 'stand-in-program.ts')) });
    this.write('tsconfig.json', { extends: join(projectFolder, 'tsconfig.json') });
    symlinkSync(join(projectFolder, 'node_modules'), join(this.folder, 'node_modules'));
    // Images are built from the folder `images` of the project that asks for them.
    mkdirSync(join(this.folder, 'images'));
    symlinkSync(join(__dirname, 'stand-in'), join(this.folder, 'images', 'stand-in'));
  }

  private async writeConfig(source: Config, keepData: boolean): Promise<void> {
    const group = 'shared-keys:cryptoserver';
    const kept = Object.entries(source).filter(([key]) => key !== group);
    const plain = kept.filter(([, { secret }]) => !secret);
    // The image and its commands are what is tried here, and a port can be had once only.
    const dropped = new Set(['image', 'createCommand', 'serveCommand', 'nodePort']);
    const storage = Object.entries(source[group]?.objectValue ?? {}).filter(([name]) => !dropped.has(name));
    this.write(`Pulumi.${this.name}.yaml`, {
      config: {
        ...Object.fromEntries(plain.map(([key, { value, objectValue }]) => [key, objectValue ?? value])),
        [group]: {
          ...Object.fromEntries(storage),
          namespace: this.namespace,
          replicas: 3,
          keysSeconds: KEYS_SECONDS,
          keepData,
        },
      },
    });
    await pulumi(this.folder, ['stack', 'init', this.name, '--no-select'], this.env);
    for (const [key, { value = '', secret }] of kept) {
      if (secret) await this.pulumi(['config', 'set', '--secret', key], value);
    }
  }

  private write(file: string, content: object): void {
    // JSON is YAML too.
    writeFileSync(join(this.folder, file), `${JSON.stringify(content, undefined, 2)}\n`);
  }

  private pulumi(args: readonly string[], input?: string): Promise<string> {
    return pulumi(this.folder, [...args, '--stack', this.name], this.env, input);
  }
}
