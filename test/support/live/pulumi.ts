import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { nameIn, type DeployedResource } from '../../../components/preflight/deployed';
import { pulumi as run } from '../../../local/host/temporary-stack';
import { interrupted } from './interruption';
import type { Outputs } from './outputs';

/** The folder of the project. */
export const projectFolder = resolve(__dirname, '..', '..', '..');

/** A value in the configuration of a stack, as `pulumi config --json` prints it. */
export interface ConfigValue {
  readonly value?: string;
  readonly objectValue?: unknown;
  readonly secret: boolean;
}

/** The configuration of a stack by full names, such as `shared-keys:registry`. */
export type Config = Readonly<Record<string, ConfigValue>>;

/** Runs Pulumi in the project's folder; gives what it printed. */
function pulumi(args: readonly string[]): Promise<string> {
  return run(args, { cwd: projectFolder, signal: interrupted });
}

/** What the live tests need of the stack under test. */
export interface StackUnderTest {
  /** Its outputs when the run began. */
  readonly outputs: Outputs;
  /** Its settings; none when it was not Pulumi that deployed it. */
  readonly config: Config;
  /** Its current outputs. */
  readonly readOutputs: () => Promise<Outputs>;
  /** Fails unless the objects in the cluster are as they were deployed. */
  readonly expectNoChanges: () => Promise<void>;
}

/** The selected stack of the project. */
export class SelectedStack implements StackUnderTest {
  private constructor(
    readonly name: string,
    readonly outputs: Outputs,
    readonly config: Config,
  ) {}

  /** Reads the name, the outputs and the configuration of the stack. */
  static async read(): Promise<SelectedStack> {
    const name = (await pulumi(['stack', '--show-name'])).trim();
    const config = await pulumi(['config', '--json', '--show-secrets', '--stack', name]);
    return new SelectedStack(name, await readOutputs(name), JSON.parse(config) as Config);
  }

  /** The resources in the state of the stack. Secrets in them stay encrypted. */
  async resources(): Promise<readonly DeployedResource[]> {
    const exported = await pulumi(['stack', 'export', '--stack', this.name]);
    const { deployment } = JSON.parse(exported) as {
      deployment: {
        resources: readonly (Omit<DeployedResource, 'name' | 'outputs'> & Partial<DeployedResource>)[];
      };
    };
    return deployment.resources.map(({ urn, type, outputs = {} }) => ({
      urn,
      type,
      name: nameIn(urn),
      outputs,
    }));
  }

  /** The current outputs of the stack. */
  readOutputs(): Promise<Outputs> {
    return readOutputs(this.name);
  }

  /** Fails unless the objects in the cluster, not only the state, are as the program describes them. */
  async expectNoChanges(): Promise<void> {
    const flags = ['--refresh', '--expect-no-changes', '--diff', '--suppress-outputs'];
    const args = ['preview', ...flags, '--stack', this.name];
    await leavingFile(join(projectFolder, `Pulumi.${this.name}.yaml`), () => pulumi(args));
  }
}

async function readOutputs(stack: string): Promise<Outputs> {
  return JSON.parse(await pulumi(['stack', 'output', '--json', '--stack', stack])) as Outputs;
}

/** Restores a file after the work: Pulumi writes the salt of this machine's passphrase into it. */
async function leavingFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  const before = existsSync(file) ? readFileSync(file) : undefined;
  try {
    return await work();
  } finally {
    if (before !== undefined && !readFileSync(file).equals(before)) writeFileSync(file, before);
  }
}
