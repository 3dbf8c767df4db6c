import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { tryRun } from '../../../local/host/command';
import { interrupted } from './interruption';
import type { Outputs } from './outputs';

/** The project's folder. */
export const projectFolder = resolve(__dirname, '..', '..', '..');

/** One value of a stack's configuration, as `pulumi config --json` prints it. */
export interface ConfigValue {
  readonly value?: string;
  readonly objectValue?: unknown;
  readonly secret: boolean;
}

/** A stack's configuration by its full names. */
export type Config = Readonly<Record<string, ConfigValue>>;

/** Runs Pulumi in a folder; gives what it printed. */
export async function pulumi(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  input?: string,
): Promise<string> {
  const { status, stdout, stderr } = await tryRun('pulumi', [...args, '--non-interactive'], {
    cwd: folder,
    env,
    signal: interrupted,
    ...(input === undefined ? {} : { input }),
  });
  if (status !== 0)
    throw new Error(`pulumi ${args.join(' ')} ended with status ${status}:\n${stdout}\n${stderr}`);
  return stdout;
}

/** The stack that is selected in the project: the one under test. */
export class SelectedStack {
  private constructor(
    private readonly name: string,
    readonly outputs: Outputs,
    readonly config: Config,
  ) {}

  /** Reads the stack, once. */
  static async read(): Promise<SelectedStack> {
    const name = (await pulumi(projectFolder, ['stack', '--show-name'])).trim();
    const config = await pulumi(projectFolder, ['config', '--json', '--show-secrets', '--stack', name]);
    return new SelectedStack(name, await readOutputs(name), JSON.parse(config) as Config);
  }

  /** What the stack exports now. */
  readOutputs(): Promise<Outputs> {
    return readOutputs(this.name);
  }

  /** All that Pulumi keeps of the stack, as text: its secrets encrypted. */
  export(): Promise<string> {
    return pulumi(projectFolder, ['stack', 'export', '--stack', this.name]);
  }

  /** Fails unless the cluster has the stack as the program describes it, whatever the state says. */
  async expectNoChanges(): Promise<void> {
    const flags = ['--refresh', '--expect-no-changes', '--diff', '--suppress-outputs'];
    const args = ['preview', ...flags, '--stack', this.name];
    await leavingFile(join(projectFolder, `Pulumi.${this.name}.yaml`), () => pulumi(projectFolder, args));
  }
}

async function readOutputs(stack: string): Promise<Outputs> {
  return JSON.parse(await pulumi(projectFolder, ['stack', 'output', '--json', '--stack', stack])) as Outputs;
}

/** Takes back what Pulumi writes to a file meanwhile: the salt of this machine's passphrase, which is nobody else's. */
async function leavingFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  const before = existsSync(file) ? readFileSync(file) : undefined;
  try {
    return await work();
  } finally {
    if (before !== undefined && !readFileSync(file).equals(before)) writeFileSync(file, before);
  }
}
