import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { run, tryRun, type Output } from '../../../local/host/command';
import { freePort } from '../../support/free-port';
import type { Docker, Engine } from './engine';

const project = resolve(__dirname, '..', '..', '..');

/** The result of `docker inspect` for a container. */
export interface ContainerState {
  readonly State: {
    readonly ExitCode: number;
    readonly Status: string;
    readonly StartedAt: string;
    readonly FinishedAt: string;
    readonly Health?: { readonly Status: string };
  };
  readonly Config: { readonly User: string; readonly Env: readonly string[] | null };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[];
    readonly SecurityOpt: readonly string[];
    readonly PortBindings: Readonly<Record<string, readonly { HostIp: string }[]>> | null;
  };
}

/** compose.yaml on an engine, under a random project name and on free ports. */
export class ComposeProject {
  private readonly name = `shared-keys-${randomBytes(4).toString('hex')}`;
  private readonly folder = mkdtempSync(join(tmpdir(), 'compose-'));
  private readonly files: readonly string[];

  private constructor(
    private readonly command: readonly [string, ...string[]],
    private readonly engine: Engine,
    private readonly ports: { readonly creator: number; readonly verifier: number },
  ) {
    const override = join(this.folder, 'override.yaml');
    // Without firewall rules, the networks of the engine have no access to the outside; builds need it.
    const build = { build: { network: 'host' } };
    // JSON is valid YAML.
    writeFileSync(
      override,
      JSON.stringify({ services: { keycreator: build, creator: build, verifier: build } }),
    );
    const base = join(project, 'compose.yaml');
    this.files = engine.own ? [base, override] : [base];
  }

  /** Prepares the project without starting a container. */
  static async prepare({ compose, engine }: Docker): Promise<ComposeProject> {
    return new ComposeProject(compose, engine, { creator: await freePort(), verifier: await freePort() });
  }

  /** The URLs of the two services. */
  get urls(): { readonly creator: string; readonly verifier: string } {
    const { creator, verifier } = this.ports;
    return { creator: `http://127.0.0.1:${creator}`, verifier: `http://127.0.0.1:${verifier}` };
  }

  /** Runs Compose with this key in a file, which is not named without one; returns its output, whatever its exit status. */
  tryCompose(args: readonly string[], key: string | undefined): Promise<Output> {
    const [command, ...before] = this.command;
    const file = join(this.folder, 'key');
    if (key !== undefined) writeFileSync(file, key);
    const files = this.files.flatMap((file) => ['--file', file]);
    return tryRun(command, [...before, '--project-name', this.name, ...files, ...args], {
      cwd: project,
      env: {
        ...this.engine.env,
        CREATOR_PORT: String(this.ports.creator),
        VERIFIER_PORT: String(this.ports.verifier),
        TOKENS_KEY_FILE: key === undefined ? undefined : file,
      },
    });
  }

  /** Runs Compose and returns its standard output; fails when Compose fails. */
  async compose(args: readonly string[], key: string): Promise<string> {
    const { status, stdout, stderr } = await this.tryCompose(args, key);
    assert.equal(status, 0, `compose ${args.join(' ')}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** The state of the container of a service; undefined when there is none. */
  async container(service: string): Promise<ContainerState | undefined> {
    const id = await this.docker([
      ...['ps', '--all', '--quiet'],
      ...['--filter', `label=com.docker.compose.project=${this.name}`],
      ...['--filter', `label=com.docker.compose.service=${service}`],
    ]);
    if (id === '') return undefined;
    return (JSON.parse(await this.docker(['inspect', id])) as ContainerState[])[0];
  }

  /** The ids of its containers, of its volumes and of its networks, without empty lists. */
  async left(): Promise<string[]> {
    const filter = ['--quiet', '--filter', `label=com.docker.compose.project=${this.name}`];
    const found = await Promise.all(
      [
        ['ps', '--all'],
        ['volume', 'ls'],
        ['network', 'ls'],
      ].map((kind) => this.docker([...kind, ...filter])),
    );
    return found.filter((ids) => ids !== '');
  }

  /** Removes its containers, volumes, networks, images and temporary files. */
  async close(): Promise<void> {
    await this.compose(['down', '--volumes', '--remove-orphans', '--rmi', 'local'], 'no key is needed');
    rmSync(this.folder, { recursive: true });
  }

  private docker(args: readonly string[]): Promise<string> {
    return run('docker', args, { env: this.engine.env });
  }
}
