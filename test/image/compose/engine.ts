import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run, tryRun } from '../../../local/host/command';
import { eventually } from '../../support/live/conditions';

/** A container engine that Docker's client talks to. */
export interface Engine {
  /** The environment by which the client, and Compose, find it. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether it was started for the tests: its networks then have no way out, and its builder is the classic one. */
  readonly own: boolean;
  /** Ends what was started, and leaves nothing of it. */
  readonly close: () => Promise<void>;
}

/** Tells whether a command can be run and succeeds. */
async function succeeds(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  try {
    return (await tryRun(command, args, { env })).status === 0;
  } catch {
    return false; // It is not installed.
  }
}

/** What the tests of compose.yaml run on. */
export interface Docker {
  readonly engine: Engine;
  /** The command of Compose. */
  readonly compose: readonly [string, ...string[]];
}

/**
 * Starts an engine of the programs in a folder, which only root can do. Without a folder, it is the engine that answers
 * on this machine.
 *
 * @param programs - a folder with `docker`, `dockerd` and `docker-compose`
 * @returns why there is none, when there is none
 */
export async function openDocker(programs: string | undefined): Promise<Docker | string> {
  if (programs !== undefined) {
    const PATH = `${programs}:${process.env.PATH ?? ''}`;
    return {
      engine: await startEngine({ ...process.env, PATH }),
      compose: [join(programs, 'docker-compose')],
    };
  }
  if (!(await succeeds('docker', ['info']))) return 'no Docker engine answers';
  const compose = await installedCompose();
  if (compose === undefined) return 'there is no Docker Compose';
  return { engine: { env: process.env, own: false, close: () => Promise.resolve() }, compose };
}

/** The command of the Compose that is installed, the current one or the one before; undefined without either. */
async function installedCompose(): Promise<Docker['compose'] | undefined> {
  if (await succeeds('docker', ['compose', 'version'])) return ['docker', 'compose'];
  return (await succeeds('docker-compose', ['--version'])) ? ['docker-compose'] : undefined;
}

/** Starts an engine that has its files, its containerd and its networks to itself, and touches nobody's firewall. */
async function startEngine(base: NodeJS.ProcessEnv): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  const env = {
    ...base,
    DOCKER_HOST: `unix://${join(folder, 'socket')}`,
    // Nobody's logins and plugins.
    DOCKER_CONFIG: join(folder, 'client'),
    DOCKER_BUILDKIT: '0',
    COMPOSE_DOCKER_CLI_BUILD: '0',
  };
  const log = join(folder, 'log');
  const places = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')];
  const network = ['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-masq=false'];
  const socket = ['--pidfile', join(folder, 'pid'), '--host', env.DOCKER_HOST];
  const output = openSync(log, 'w');
  const child = spawn('dockerd', [...places, ...network, '--ip-forward=false', ...socket], {
    env,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const kill = (): void => void child.kill();
  process.once('exit', kill);
  const close = async (): Promise<void> => {
    await end(child);
    process.removeListener('exit', kill);
    // It leaves the namespace of containers with the host's network mounted.
    for (const mount of mountsBelow(folder)) await run('umount', [mount]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await eventually('dockerd answers', async () => {
      if (!isRunning(child)) throw new Error(`it has ended: ${readFileSync(log, 'utf8')}`);
      await run('docker', ['info'], { env });
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { env, own: true, close };
}

/** What is mounted below a folder, the innermost first. */
function mountsBelow(folder: string): string[] {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return mounts
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${folder}/`))
    .sort()
    .reverse();
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

async function end(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

/** The images that ours are built from, by their names in the registry of the local cluster. */
const bases = {
  'library/golang:1.26-bookworm': 'golang:1.26-bookworm',
  'library/python:3.11-slim-bookworm': 'python:3.11-slim-bookworm',
  'distroless/python3-debian12:nonroot': 'gcr.io/distroless/python3-debian12:nonroot',
} as const;

/** Gives an engine the base images from the registry of the local cluster; without that it pulls them by itself. */
export async function provideBases({ env }: Engine): Promise<void> {
  const registry = 'localhost:5001';
  for (const [stored, name] of Object.entries(bases)) {
    const reference = `${registry}/${stored}`;
    if (!(await succeeds('docker', ['pull', '--quiet', reference], env))) return;
    await run('docker', ['tag', reference, name], { env });
  }
}
