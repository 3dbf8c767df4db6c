import { randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { nameIn, type DeployedResource } from '../components/preflight/deployed';
import { run, tryRun, type CommandOptions, type PulumiOptions } from '../local/host/command';
import { BUILDER, type Layout } from '../local/cluster/layout';
import { hasCode } from '../local/host/failure';
import { pulumiBin, pulumiHome, type Paths } from '../local/host/paths';
import { commandOf } from '../local/host/process-table';
import type { Toolchain } from '../local/toolchain/toolchain';
import { versions } from '../local/toolchain/tools';
import { leanSdk } from './node-options';

/** The stack that `npm run up` deploys. */
export const STACK = 'dev';

/** The outputs of the stack, as `pulumi stack output --json` prints them. */
export type Outputs = Readonly<Record<string, unknown>>;

/**
 * The environment variables for plain `pulumi` and `kubectl`. A backend, a passphrase and a `PULUMI_HOME` that the user
 * has set are kept.
 *
 * @param environment - the environment of the user.
 */
export function stackEnvironment(
  layout: Layout,
  toolchain: Toolchain,
  environment: NodeJS.ProcessEnv,
): Record<string, string> {
  const bin = pulumiBin(layout.paths);
  const path = (environment.PATH ?? '').split(':').filter((folder) => folder !== bin && folder !== '');
  const variables: Record<string, string> = {
    PATH: [bin, ...path].join(':'),
    KUBECONFIG: layout.kubeconfig,
    BUILDX_CONFIG: layout.buildx,
    BUILDX_BUILDER: BUILDER,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    // `npm test` checks the types; a check at every run would take longer than the run itself.
    PULUMI_NODEJS_TRANSPILE_ONLY: 'true',
    NODE_OPTIONS: leanSdk(environment.NODE_OPTIONS),
  };
  if (toolchain.pulumi) {
    variables.PULUMI_HOME = environment.PULUMI_HOME ?? pulumiHome(layout.paths);
    variables.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION = 'true';
  }
  variables.PULUMI_BACKEND_URL = environment.PULUMI_BACKEND_URL ?? ownBackend(layout.paths).url;
  if (environment.PULUMI_CONFIG_PASSPHRASE === undefined) {
    variables.PULUMI_CONFIG_PASSPHRASE_FILE =
      environment.PULUMI_CONFIG_PASSPHRASE_FILE ?? ownPassphrase(layout.paths);
  }
  return variables;
}

/** The backend unless the user sets one. */
function ownBackend(paths: Paths): { folder: string; url: string } {
  const folder = join(paths.pulumi, 'state');
  return { folder, url: `file://${folder}` };
}

/** The passphrase file unless the user sets one. */
function ownPassphrase(paths: Paths): string {
  return join(paths.pulumi, 'passphrase');
}

/**
 * Creates everything that the environment variables refer to: the folder of the backend, the passphrase, the commands
 * `pulumi` and `kubectl`, and the plugins.
 *
 * @param variables - the result of {@link stackEnvironment}.
 */
export function prepareStackHome(
  layout: Layout,
  toolchain: Toolchain,
  variables: Readonly<Record<string, string>>,
): void {
  mkdirSync(ownBackend(layout.paths).folder, { recursive: true, mode: 0o700 });
  makePassphrase(ownPassphrase(layout.paths));
  link(join(pulumiBin(layout.paths), 'kubectl'), join(toolchain.kubernetes, 'kubectl'));
  // In a folder that is not on the path: Pulumi finds its language host in its own folder, its providers as plugins.
  const cli = join(layout.paths.pulumi, 'cli', 'pulumi');
  if (toolchain.pulumi) link(cli, join(toolchain.pulumi.cli, 'pulumi'));
  else rmSync(cli, { force: true });
  install(join(__dirname, 'pulumi.js'), join(pulumiBin(layout.paths), 'pulumi'));
  if (toolchain.pulumi && variables.PULUMI_HOME) linkPlugins(variables.PULUMI_HOME, toolchain.pulumi);
}

/** Copies a script to a command, atomically: other processes may be running it. */
function install(script: string, command: string): void {
  const content = readFileSync(script);
  const found = lstatSync(command, { throwIfNoEntry: false });
  if (found?.isFile() && readFileSync(command).equals(content)) return;
  mkdirSync(dirname(command), { recursive: true, mode: 0o700 });
  const aside = `${command}.${process.pid}`;
  writeFileSync(aside, content, { mode: 0o755 });
  renameSync(aside, command);
}

/** Creates the passphrase, unless it exists. Atomically: Pulumi would accept half a passphrase without an error. */
function makePassphrase(file: string): void {
  if (existsSync(file)) return;
  const aside = `${file}.${process.pid}`;
  try {
    writeFileSync(aside, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
    linkSync(aside, file);
  } catch (error) {
    // Another command has created it in the meantime.
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Installs the providers as plugins of Pulumi. They are links: the files have half a gigabyte. */
function linkPlugins(home: string, folders: NonNullable<Toolchain['pulumi']>): void {
  for (const [name, version] of Object.entries(versions.plugins)) {
    const binary = `pulumi-resource-${name}`;
    const plugin = join(home, 'plugins', `resource-${name}-v${version}`, binary);
    link(plugin, join(name === 'random' ? folders.random : folders.cli, binary));
  }
}

/** Creates a link, or replaces it atomically. A file that the user has put in its place is kept. */
function link(path: string, target: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found && (!found.isSymbolicLink() || readlinkSync(path) === target)) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${process.pid}`;
  rmSync(aside, { force: true });
  symlinkSync(target, aside);
  renameSync(aside, path);
}

/**
 * Deletes the state of the stack in our own backend, when its resources are deleted with the cluster. Pulumi is not
 * used, since it may no longer be built.
 *
 * @returns false when the user has set another backend, in which nothing is deleted.
 */
export function forgetStack(paths: Paths, environment: NodeJS.ProcessEnv): boolean {
  const { folder, url } = ownBackend(paths);
  if ((environment.PULUMI_BACKEND_URL ?? url) !== url) return false;
  const kept = join(folder, '.pulumi');
  const project = projectName(paths);
  for (const part of ['backups', 'history', join('locks', 'organization')])
    rmSync(join(kept, part, project, STACK), { recursive: true, force: true });
  const stacks = join(kept, 'stacks', project);
  const states = existsSync(stacks) ? readdirSync(stacks) : [];
  for (const name of states.filter((file) => file.startsWith(`${STACK}.json`))) rmSync(join(stacks, name));
  return true;
}

function projectName(paths: Paths): string {
  return /^name:\s*(\S+)/m.exec(readFileSync(join(paths.project, 'Pulumi.yaml'), 'utf8'))?.[1] ?? '';
}

interface StateResource extends Pick<DeployedResource, 'urn' | 'type'> {
  readonly outputs?: DeployedResource['outputs'];
}

/** The stack `dev`, used through the Pulumi CLI. */
export class Stack {
  /** How Pulumi is run for the stack. */
  readonly options: PulumiOptions;

  /** @param variables - the result of {@link stackEnvironment}. */
  constructor(
    private readonly layout: Layout,
    private readonly variables: Readonly<Record<string, string>>,
    options: CommandOptions,
  ) {
    this.options = { ...options, cwd: layout.paths.project, env: { ...process.env, ...variables } };
  }

  /** Selects the stack, and creates it first if it does not exist. */
  async select(): Promise<void> {
    this.clearAbandonedLocks();
    await run('pulumi', ['stack', 'select', '--create', STACK, '--non-interactive'], this.options);
  }

  /** The outputs of the last deployment; empty before the first one. */
  async outputs(): Promise<Outputs> {
    const printed = await tryRun('pulumi', ['stack', 'output', '--json', '--stack', STACK], this.options);
    return printed.status === 0 ? (JSON.parse(printed.stdout || '{}') as Outputs) : {};
  }

  /** The resources in the state of the stack; none before the first deployment. Secrets in them stay encrypted. */
  async resources(): Promise<readonly DeployedResource[]> {
    const exported = await run('pulumi', ['stack', 'export', '--stack', STACK], this.options);
    const { deployment } = JSON.parse(exported) as {
      deployment: { resources?: readonly StateResource[] };
    };
    return (deployment.resources ?? []).map(({ urn, type, outputs = {} }) => ({
      urn,
      type,
      name: nameIn(urn),
      outputs,
    }));
  }

  /**
   * Reads some resources from the cluster into the state. After that, `up` sets back what was changed, and makes again what is
   * gone.
   *
   * @param urns - the resources; not all of them, since Pulumi cannot ask the local cluster's registry for images
   */
  async refresh(urns: readonly string[]): Promise<void> {
    const targets = urns.map((urn) => `--target=${urn}`);
    await run('pulumi', ['refresh', '--yes', '--skip-preview', '--stack', STACK, ...targets], this.options);
  }

  /** The folder of a file backend; undefined for any other. */
  private stateFolder(): string | undefined {
    const url = this.variables.PULUMI_BACKEND_URL ?? '';
    return url.startsWith('file:///') ? fileURLToPath(url) : undefined;
  }

  /** Removes the locks of Pulumi processes that were killed. */
  private clearAbandonedLocks(): void {
    const state = this.stateFolder();
    if (state === undefined) return;
    const folder = join(state, '.pulumi', 'locks', 'organization', projectName(this.layout.paths), STACK);
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder))
      if (isAbandoned(readFileSync(join(folder, name), 'utf8'))) rmSync(join(folder, name), { force: true });
  }
}

/** Whether the process of a Pulumi lock has exited. Locks of other machines, in a shared backend, do not count. */
function isAbandoned(lock: string): boolean {
  try {
    const owner = JSON.parse(lock) as { pid: number; hostname: string };
    return owner.hostname === hostname() && commandOf(owner.pid) !== 'pulumi';
  } catch {
    return true; // Truncated: its owner was killed, or the disk was full.
  }
}
