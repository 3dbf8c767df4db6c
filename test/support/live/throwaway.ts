import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { systemNames, type SystemName } from '../../../components/systems';
import type { Cluster } from './cluster';
import { ifInterrupted } from './interruption';
import { Installation } from '../../live/cryptoserver/installation';
import type { Outputs } from './outputs';
import { standIns, type StandIn, type StandInName } from './stand-ins';
import { projectFolder, pulumi, type Config, type SelectedStack } from './pulumi';

/** What runs in a throwaway stack: one system of the project, or stand-ins for the published images of one. */
export type Program = SystemName | StandInName;

/** The value of a setting that is a secret: it is encrypted in the stack's configuration. */
export interface SecretValue {
  readonly secret: string;
}

/** The values of settings of one system, by their names in its group; `undefined` takes one back. */
export type Changes = Readonly<Record<string, string | number | boolean | SecretValue | undefined>>;

/** What a throwaway stack is deployed beside. */
interface Beside {
  readonly stack: SelectedStack;
  readonly cluster: Cluster;
}

/** What differs in a throwaway stack: keys that take long enough to kill their maker in the middle, data that is kept. */
const differing: Readonly<Record<Program, Changes>> = {
  cryptoserver: { replicas: 3, keysSeconds: 5, keepData: true },
  'stand-in': { replicas: 3, keepData: false },
  'hotels-stand-in': { keepData: false },
  tokens: {},
  hotels: {},
  search: {},
};

/** Not taken over: what is tried here, ports that can be had once only, and secrets. */
const dropped =
  /^(images?|createCommand|serveCommand|nodePort|.+NodePort|signingKey|previousSigningKey|catalogueUrl|database|keyGeneration)$/;

const shared = new Map<Program, Promise<Throwaway>>();
const unshared: Throwaway[] = [];

/** The throwaway stack of a program, which all tests of a run share; deployed when the first one asks for it. */
export function throwaway(program: Program, beside: Beside): Promise<Throwaway> {
  const known = shared.get(program) ?? Throwaway.deploy(program, beside);
  shared.set(program, known);
  return known;
}

/** A throwaway stack of a program that no other test uses. It is not deployed yet: {@link Throwaway.up} deploys it. */
export async function unsharedThrowaway(program: Program, beside: Beside): Promise<Throwaway> {
  const stack = await Throwaway.create(program, beside);
  unshared.push(stack);
  return stack;
}

/** Removes every throwaway stack with all that belongs to it. */
export async function removeThrowaways(): Promise<void> {
  const removals = [...shared.values(), ...unshared].map(async (stack) => (await stack).remove());
  shared.clear();
  unshared.length = 0;
  for (const removal of await Promise.allSettled(removals)) {
    // One that could not be deployed has failed its tests, and has removed itself.
    if (removal.status === 'rejected' && !(removal.reason instanceof NotDeployed)) throw removal.reason;
  }
}

class NotDeployed extends Error {}

/** A stack of its own, in a namespace of its own and with its state in a temporary folder. */
export class Throwaway {
  /** What it exports. */
  outputs!: Outputs;
  private found: Installation | undefined;
  private readonly name = `live-${randomBytes(4).toString('hex')}`;
  private readonly folder = mkdtempSync(join(tmpdir(), 'shared-keys-live-'));
  private readonly env: NodeJS.ProcessEnv;
  private readonly removed: () => void;

  private constructor(
    private readonly cluster: Cluster,
    private readonly program: Program,
  ) {
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

  /** Makes a stack with the settings of the one that it is beside, apart from what has to differ; deploys nothing. */
  static async create(program: Program, { stack, cluster }: Beside): Promise<Throwaway> {
    const created = new Throwaway(cluster, program);
    created.writeProject();
    await created.writeConfig(stack.config);
    return created;
  }

  /**
   * Deploys a stack with the settings of the one that it is beside, apart from what has to differ.
   *
   * @throws NotDeployed when that fails; nothing of it is left then
   */
  static async deploy(program: Program, beside: Beside): Promise<Throwaway> {
    const created = await Throwaway.create(program, beside);
    try {
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

  /** The stack's cryptoserver, of three replicas; fails when it has none. */
  get installation(): Installation {
    if (!this.found) throw new Error(`the throwaway stack of ${this.program} has no cryptoserver`);
    return this.found;
  }

  /**
   * Deploys it, or deploys it again, with changed settings of its system.
   *
   * @returns what Pulumi printed
   */
  async up(changes: Changes = {}): Promise<string> {
    for (const [name, value] of Object.entries(changes)) {
      const path = ['--path', `${this.group}.${name}`];
      if (value === undefined) await this.pulumi(['config', 'rm', ...path]);
      // By standard input, since anybody on the machine can read the arguments of a command.
      else if (typeof value === 'object')
        await this.pulumi(['config', 'set', '--secret', ...path], value.secret);
      else await this.pulumi(['config', 'set', ...path, String(value)]);
    }
    const printed = await this.pulumi(['up', '--yes', '--skip-preview']);
    this.outputs = JSON.parse(await this.pulumi(['stack', 'output', '--json'])) as Outputs;
    if (this.outputs.cryptoserver) {
      this.found = await Installation.of(this.cluster, this.outputs);
      await this.found.allServing();
    }
    return printed;
  }

  /**
   * Gives the stack a changed copy of the folder of an image, of which the next `up` builds the image.
   *
   * @param image - the folder's name in `images/`
   * @param change - makes the change in the copy, whose path it is given
   */
  changeImage(image: string, change: (folder: string) => void): void {
    const folder = join(this.folder, 'images', image);
    unlinkSync(folder);
    cpSync(join(projectFolder, 'images', image), folder, { recursive: true });
    change(folder);
  }

  /** All that Pulumi keeps of it, as text. */
  export(): Promise<string> {
    return this.pulumi(['stack', 'export']);
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
  private writeProject(): void {
    const program = this.standIn?.program ?? 'index.ts';
    // The same name as the project's, since the names of settings start with it.
    this.write('Pulumi.yaml', {
      name: 'shared-keys',
      runtime: { name: 'nodejs', options: { typescript: true } },
    });
    this.write('package.json', { main: relative(this.folder, join(projectFolder, program)) });
    this.write('tsconfig.json', { extends: join(projectFolder, 'tsconfig.json') });
    symlinkSync(join(projectFolder, 'node_modules'), join(this.folder, 'node_modules'));
    // Images are built from the folder `images` of the project that asks for them.
    const images = join(this.folder, 'images');
    mkdirSync(images);
    for (const image of readdirSync(join(projectFolder, 'images'))) {
      symlinkSync(join(projectFolder, 'images', image), join(images, image));
    }
    for (const [image, folder] of Object.entries(this.standIn?.images ?? {})) {
      symlinkSync(join(projectFolder, folder), join(images, image));
    }
  }

  /** The group of settings of the system that is deployed. */
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

  private async writeConfig(source: Config): Promise<void> {
    const groups = systemNames.map((system) => `shared-keys:${system}`);
    const kept = Object.entries(source).filter(
      ([key]) => !groups.includes(key) && key !== 'shared-keys:systems',
    );
    const plain = kept.filter(([, { secret }]) => !secret);
    const own = Object.entries(source[this.group]?.objectValue ?? {}).filter(([name]) => !dropped.test(name));
    this.write(`Pulumi.${this.name}.yaml`, {
      config: {
        ...Object.fromEntries(plain.map(([key, { value, objectValue }]) => [key, objectValue ?? value])),
        'shared-keys:systems': [this.system],
        [this.group]: {
          ...Object.fromEntries(own),
          namespace: this.namespace,
          ...differing[this.program],
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
