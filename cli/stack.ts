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

import { run, tryRun, type CommandOptions } from '../local/host/command';
import { BUILDER, type Layout } from '../local/cluster/layout';
import { hasCode } from '../local/host/failure';
import { pulumiBin, pulumiHome, type Paths } from '../local/host/paths';
import { commandOf } from '../local/host/process-table';
import type { Toolchain } from '../local/toolchain/toolchain';
import { versions } from '../local/toolchain/tools';

/** The stack that `npm run up` deploys. */
export const STACK = 'dev';

/** What the program exports, as `pulumi stack output --json` prints it. */
export type Outputs = Readonly<Record<string, unknown>>;

/**
 * The variables with which plain `pulumi` and `kubectl` work on this stack and any other. What the user has set about
 * Pulumi's backend and secrets stays.
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
    // The types are checked by `npm test`; checking them at every run would take longer than the run.
    PULUMI_NODEJS_TRANSPILE_ONLY: 'true',
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

/** The backend where the user names none. */
function ownBackend(paths: Paths): { folder: string; url: string } {
  const folder = join(paths.pulumi, 'state');
  return { folder, url: `file://${folder}` };
}

/** The passphrase where the user names none. */
function ownPassphrase(paths: Paths): string {
  return join(paths.pulumi, 'passphrase');
}

/** Makes what the variables name: the backend's folder, the passphrase, the plugins' places. */
export function prepareStackHome(
  layout: Layout,
  toolchain: Toolchain,
  variables: Readonly<Record<string, string>>,
): void {
  mkdirSync(ownBackend(layout.paths).folder, { recursive: true, mode: 0o700 });
  makePassphrase(ownPassphrase(layout.paths));
  link(join(pulumiBin(layout.paths), 'kubectl'), join(toolchain.kubernetes, 'kubectl'));
  // Pulumi finds its language host beside itself, and the providers among its plugins: neither may be on the path.
  const cli = join(layout.paths.pulumi, 'cli', 'pulumi');
  if (toolchain.pulumi) link(cli, join(toolchain.pulumi.cli, 'pulumi'));
  else rmSync(cli, { force: true });
  install(join(__dirname, 'pulumi.js'), join(pulumiBin(layout.paths), 'pulumi'));
  if (toolchain.pulumi && variables.PULUMI_HOME) linkPlugins(variables.PULUMI_HOME, toolchain.pulumi);
}

/** Makes a command a copy of a script, in one step: others may be running it. */
function install(script: string, command: string): void {
  const content = readFileSync(script);
  const found = lstatSync(command, { throwIfNoEntry: false });
  if (found?.isFile() && readFileSync(command).equals(content)) return;
  mkdirSync(dirname(command), { recursive: true, mode: 0o700 });
  const aside = `${command}.${process.pid}`;
  writeFileSync(aside, content, { mode: 0o755 });
  renameSync(aside, command);
}

/** Makes the passphrase once. It appears whole or not at all: half of one would encrypt as well. */
function makePassphrase(file: string): void {
  if (existsSync(file)) return;
  const aside = `${file}.${process.pid}`;
  try {
    writeFileSync(aside, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
    linkSync(aside, file);
  } catch (error) {
    // Another command has made it since.
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Has each provider stand where Pulumi looks for an installed plugin, by a link: they come to half a gigabyte. */
function linkPlugins(home: string, folders: NonNullable<Toolchain['pulumi']>): void {
  for (const [name, version] of Object.entries(versions.plugins)) {
    const binary = `pulumi-resource-${name}`;
    const plugin = join(home, 'plugins', `resource-${name}-v${version}`, binary);
    link(plugin, join(name === 'random' ? folders.random : folders.cli, binary));
  }
}

/** Has a link lead to the target at every moment. What the user has put in its place stays. */
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
 * Forgets the stack's state in the backend of our own, when what it describes goes with the cluster. That needs no
 * Pulumi, which may not be built any more.
 *
 * @returns false where the user has named another backend, which is left alone.
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

/** A resource that is being worked on, with no message or with what its build says. */
const PROGRESS = /^ *[-+~]+ +\S+ \S+ (?:creating|updating|deleting|replacing) \(\d+s\) *(?:#.*)?$/;

/** The stack `dev` through the Pulumi CLI. */
export class Stack {
  private readonly options: CommandOptions;

  constructor(
    private readonly layout: Layout,
    private readonly variables: Readonly<Record<string, string>>,
    options: CommandOptions,
  ) {
    this.options = { ...options, cwd: layout.paths.project, env: { ...process.env, ...variables } };
  }

  /** Creates the stack unless it is there, and selects it. */
  async select(): Promise<void> {
    this.clearAbandonedLocks();
    await run('pulumi', ['stack', 'select', '--create', STACK, '--non-interactive'], this.options);
  }

  /**
   * Deploys, with Pulumi's own output on the terminal; where there is none, as in CI, without the lines of progress that
   * tell nothing new, of which a build has hundreds.
   *
   * @returns Pulumi's status.
   */
  async up(output: NodeJS.WriteStream = process.stdout): Promise<number> {
    const args = [
      'up',
      '--yes',
      '--skip-preview',
      '--stack',
      STACK,
      '--suppress-outputs',
      '--suppress-permalink=true',
    ];
    const brief = {
      onLine: (line: string): void => {
        if (!PROGRESS.test(line)) output.write(`${line}\n`);
      },
    };
    const options = { ...this.options, terminal: true, ...(output.isTTY ? {} : brief) };
    return (await tryRun('pulumi', args, options)).status;
  }

  /** What the program exported at the last deployment; empty before the first. */
  async outputs(): Promise<Outputs> {
    const printed = await tryRun('pulumi', ['stack', 'output', '--json', '--stack', STACK], this.options);
    return printed.status === 0 ? (JSON.parse(printed.stdout || '{}') as Outputs) : {};
  }

  /** The folder of a file backend; undefined for any other. */
  private stateFolder(): string | undefined {
    const url = this.variables.PULUMI_BACKEND_URL ?? '';
    return url.startsWith('file:///') ? fileURLToPath(url) : undefined;
  }

  /** A Pulumi that was killed leaves its lock on the stack behind; one whose process is gone is removed. */
  private clearAbandonedLocks(): void {
    const state = this.stateFolder();
    if (state === undefined) return;
    const folder = join(state, '.pulumi', 'locks', 'organization', projectName(this.layout.paths), STACK);
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder))
      if (isAbandoned(readFileSync(join(folder, name), 'utf8'))) rmSync(join(folder, name), { force: true });
  }
}

/** Whether a Pulumi lock is of a process that has ended; a backend that machines share holds locks of the others too. */
function isAbandoned(lock: string): boolean {
  try {
    const owner = JSON.parse(lock) as { pid: number; hostname: string };
    return owner.hostname === hostname() && commandOf(owner.pid) !== 'pulumi';
  } catch {
    return true; // Cut short when its owner was killed, or when the disk was full.
  }
}
