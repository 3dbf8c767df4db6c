import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run, tryRun, type CommandOptions } from './command';
import { BUILDER, type Layout } from './cluster/layout';
import { identify } from './process-table';
import type { Toolchain } from './toolchain/toolchain';
import { versions } from './toolchain/tools';

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
  const home = layout.paths.pulumi;
  const bin = join(home, 'bin');
  const path = (environment.PATH ?? '').split(':').filter((folder) => folder !== bin);
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
    variables.PULUMI_HOME = environment.PULUMI_HOME ?? join(home, 'home');
    variables.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION = 'true';
  }
  variables.PULUMI_BACKEND_URL = environment.PULUMI_BACKEND_URL ?? `file://${join(home, 'state')}`;
  if (environment.PULUMI_CONFIG_PASSPHRASE === undefined) {
    variables.PULUMI_CONFIG_PASSPHRASE_FILE =
      environment.PULUMI_CONFIG_PASSPHRASE_FILE ?? join(home, 'passphrase');
  }
  return variables;
}

/** Makes what the variables name: the backend's folder, the passphrase, the plugins' places. */
export function prepareStackHome(
  layout: Layout,
  toolchain: Toolchain,
  variables: Readonly<Record<string, string>>,
): void {
  const home = layout.paths.pulumi;
  mkdirSync(join(home, 'state'), { recursive: true, mode: 0o700 });
  const passphrase = join(home, 'passphrase');
  if (!existsSync(passphrase))
    writeFileSync(passphrase, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  link(join(home, 'bin', 'kubectl'), join(toolchain.kubernetes, 'kubectl'));
  // Pulumi finds its language host beside itself, and the providers among its plugins: neither may be on the path.
  const pulumi = join(home, 'bin', 'pulumi');
  if (toolchain.pulumi) link(pulumi, join(toolchain.pulumi.cli, 'pulumi'));
  else rmSync(pulumi, { force: true });
  if (toolchain.pulumi && variables.PULUMI_HOME) linkPlugins(variables.PULUMI_HOME, toolchain.pulumi);
}

/** Has each provider stand where Pulumi looks for an installed plugin, by a link: they come to half a gigabyte. */
function linkPlugins(home: string, folders: NonNullable<Toolchain['pulumi']>): void {
  for (const [name, version] of Object.entries(versions.plugins)) {
    const binary = `pulumi-resource-${name}`;
    const plugin = join(home, 'plugins', `resource-${name}-v${version}`, binary);
    link(plugin, join(name === 'random' ? folders.random : folders.cli, binary));
  }
}

/** Has a link lead to the target; one that does already is left alone, since others may be using it. */
function link(path: string, target: string): void {
  if (existsSync(path) && realpathSync(path) === realpathSync(target)) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
  symlinkSync(target, path);
}

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
    await this.keepingConfig(() =>
      run('pulumi', ['stack', 'select', '--create', STACK, '--non-interactive'], this.options),
    );
  }

  /** Deploys, with Pulumi's own output on the terminal; gives Pulumi's status. */
  async up(): Promise<number> {
    const args = [
      'up',
      '--yes',
      '--skip-preview',
      '--stack',
      STACK,
      '--suppress-outputs',
      '--suppress-permalink=true',
    ];
    return this.keepingConfig(
      async () => (await tryRun('pulumi', args, { ...this.options, terminal: true })).status,
    );
  }

  /** What the program exported at the last deployment; empty before the first. */
  async outputs(): Promise<Outputs> {
    const printed = await tryRun('pulumi', ['stack', 'output', '--json', '--stack', STACK], this.options);
    return printed.status === 0 ? (JSON.parse(printed.stdout || '{}') as Outputs) : {};
  }

  /** Forgets the stack's state, when what it describes is gone with the cluster; another backend than ours is left. */
  async forget(): Promise<boolean> {
    if (this.stateFolder() === undefined) return false;
    this.clearAbandonedLocks();
    await tryRun('pulumi', ['stack', 'rm', STACK, '--yes', '--force', '--preserve-config'], this.options);
    return true;
  }

  /**
   * Runs Pulumi and takes back the salt that it writes into a stack's file without one. The salt belongs to this
   * machine's passphrase, and the file to everybody; what is encrypted in the state carries the salt there as well.
   */
  private async keepingConfig<T>(work: () => Promise<T>): Promise<T> {
    const file = join(this.layout.paths.project, `Pulumi.${STACK}.yaml`);
    const before = readFileSync(file, 'utf8');
    try {
      return await work();
    } finally {
      const after = readFileSync(file, 'utf8');
      const salted = /^encryptionsalt: .*\n?/m;
      if (after !== before && !salted.test(before) && !/^\s+secure: /m.test(after))
        writeFileSync(file, before);
    }
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
    const project =
      /^name:\s*(\S+)/m.exec(readFileSync(join(this.layout.paths.project, 'Pulumi.yaml'), 'utf8'))?.[1] ?? '';
    const folder = join(state, '.pulumi', 'locks', 'organization', project, STACK);
    let names: string[] = [];
    try {
      names = readdirSync(folder);
    } catch {
      return;
    }
    for (const name of names) {
      const { pid } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { pid?: number };
      if (pid === undefined || identify(pid) === undefined) rmSync(join(folder, name), { force: true });
    }
  }
}
