import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'yaml';

import { tryRun, type CommandOptions, type PulumiOptions } from './command';
import { Failure } from './failure';
import { secretSignature, signature } from './pulumi-values';

/**
 * Runs Pulumi to its end, without questions.
 *
 * @returns what it printed on standard output
 * @throws Failure with all that it printed, unless its status is 0
 */
export async function pulumi(args: readonly string[], options: CommandOptions): Promise<string> {
  const { status, stdout, stderr } = await tryRun('pulumi', [...args, '--non-interactive'], options);
  if (status !== 0)
    throw new Failure(`pulumi ${args.join(' ')} ended with status ${status}:\n${stdout}\n${stderr}`);
  return stdout;
}

function maskSecrets(_key: string, value: unknown): unknown {
  const isSecret = (value as Readonly<Record<string, unknown>> | null)?.[signature] === secretSignature;
  return isSecret ? '[secret]' : value;
}

/** A Pulumi stack whose project, settings and state are in a temporary folder, encrypted by a passphrase of this process. */
export class TemporaryStack {
  /** The folder, which is the project's too. */
  readonly folder = mkdtempSync(join(tmpdir(), 'shared-keys-stack-'));
  /** The name, which no other stack has: its prefix and eight hexadecimal digits. */
  readonly name: string;
  private options: CommandOptions;

  /**
   * Makes the folder; nothing is deployed.
   *
   * @param prefix - what the stack's name begins with
   * @param options - how Pulumi is run: the environment that reaches the cluster, default this process's, and the signal
   */
  constructor(prefix: string, options: CommandOptions = {}) {
    this.name = `${prefix}-${randomBytes(4).toString('hex')}`;
    const state = join(this.folder, 'state');
    mkdirSync(state);
    const env = {
      ...(options.env ?? process.env),
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString('hex'),
      PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
      PULUMI_STACK: undefined,
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_NODEJS_TRANSPILE_ONLY: 'true',
    };
    this.options = { ...options, cwd: this.folder, env };
  }

  /**
   * Writes the project and the settings, and creates the stack.
   *
   * @param project - the content of `Pulumi.yaml`
   * @param config - the settings by their full names, none of them secret
   */
  async create(project: object, config: object): Promise<void> {
    this.write('Pulumi.yaml', project);
    this.write(`Pulumi.${this.name}.yaml`, { config });
    await this.pulumi(['stack', 'init', '--no-select']);
  }

  /** Writes a file of the folder: JSON, which is YAML too. */
  write(file: string, content: object): void {
    writeFileSync(join(this.folder, file), `${JSON.stringify(content, undefined, 2)}\n`);
  }

  /**
   * Changes settings of a group in the stack's file, which takes no time, unlike `pulumi config set`.
   *
   * @param group - the full name of the group
   * @param changes - the values by their names in the group; `undefined` removes a setting
   */
  set(group: string, changes: Readonly<Record<string, unknown>>): void {
    const file = `Pulumi.${this.name}.yaml`;
    const { config, ...rest } = parse(readFileSync(join(this.folder, file), 'utf8')) as {
      config?: Record<string, object>;
    };
    this.write(file, { ...rest, config: { ...config, [group]: { ...config?.[group], ...changes } } });
  }

  /**
   * Changes settings of the whole stack in its file.
   *
   * @param changes - the values by their full names; `undefined` removes a setting
   */
  configure(changes: Readonly<Record<string, unknown>>): void {
    const file = `Pulumi.${this.name}.yaml`;
    const { config, ...rest } = parse(readFileSync(join(this.folder, file), 'utf8')) as { config?: object };
    this.write(file, { ...rest, config: { ...config, ...changes } });
  }

  /** Changes environment variables of all later commands. */
  useEnvironment(variables: NodeJS.ProcessEnv): void {
    this.options = { ...this.options, env: { ...this.options.env, ...variables } };
  }

  /**
   * Deploys it; gives what Pulumi printed.
   *
   * @param flags - more arguments, such as `--refresh`
   */
  up(flags: readonly string[] = []): Promise<string> {
    return this.pulumi(['up', '--yes', '--skip-preview', ...flags]);
  }

  /**
   * Deploys or destroys it, and kills Pulumi (-9) in the middle of it.
   *
   * @param reached - resolves at the moment at which to kill it; it must come before the end
   * @param command - `up` by default
   */
  async killed(reached: () => Promise<void>, command: 'up' | 'destroy' = 'up'): Promise<void> {
    const { cwd, env } = this.options;
    const args = [command, '--yes', '--skip-preview', '--non-interactive', '--stack', this.name];
    // A process group of its own: the command is a script that starts the CLI.
    const child = spawn('pulumi', args, { cwd, env, detached: true, stdio: 'ignore' });
    const ended = once(child, 'exit');
    try {
      await reached();
    } finally {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    }
    const [status] = (await ended) as [number | null];
    if (status !== null)
      throw new Failure(`pulumi ${command} ended with status ${status} before it was killed`);
  }

  /**
   * Destroys what is deployed.
   *
   * @param signal - stops it; by default nothing does, so that an interrupted run leaves no stack behind
   */
  async destroy(signal?: AbortSignal): Promise<void> {
    const { cwd, env } = this.options;
    const args = ['destroy', '--yes', '--skip-preview', '--suppress-outputs', '--stack', this.name];
    await pulumi(args, { ...(cwd && { cwd }), ...(env && { env }), ...(signal && { signal }) });
  }

  /** How Pulumi is run for the stack. */
  get pulumiOptions(): PulumiOptions {
    return { ...this.options, cwd: this.folder, env: this.options.env ?? process.env };
  }

  /** Runs Pulumi on the stack; gives what it printed. */
  pulumi(args: readonly string[], input?: string): Promise<string> {
    return pulumi([...args, '--stack', this.name], {
      ...this.options,
      ...(input === undefined ? {} : { input }),
    });
  }

  /**
   * The outputs of the last deployment, as `pulumi stack output --json` prints them. They are read from the file of the
   * state: to start Pulumi for them takes half a second of CPU.
   */
  outputs(): Readonly<Record<string, unknown>> {
    const { name } = parse(readFileSync(join(this.folder, 'Pulumi.yaml'), 'utf8')) as { name: string };
    const file = join(this.folder, 'state', '.pulumi', 'stacks', name, `${this.name}.json`);
    const { checkpoint } = JSON.parse(readFileSync(file, 'utf8'), maskSecrets) as {
      checkpoint: { latest?: { resources?: { type: string; outputs?: Record<string, unknown> }[] } };
    };
    const stack = checkpoint.latest?.resources?.find(({ type }) => type === 'pulumi:pulumi:Stack');
    return stack?.outputs ?? {};
  }

  /** Removes the folder, and with it the state. */
  forget(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
