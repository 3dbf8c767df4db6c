import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run, tryRun } from '../../../local/host/command';
import { eventually } from '../../support/live/conditions';

/** A Docker engine. */
export interface Engine {
  /** The environment with which the Docker client and Compose find it. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether the tests have started it: its networks then have no access to the outside, and it has no BuildKit. */
  readonly own: boolean;
  /** Stops the engine and deletes its files, if the tests have started it. */
  readonly close: () => Promise<void>;
}

/** Whether a command is installed and succeeds. */
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

/** The Docker engine and the Compose command for the tests of compose.yaml. */
export interface Docker {
  readonly engine: Engine;
  /** The command of Compose. */
  readonly compose: readonly [string, ...string[]];
}

/**
 * Starts a Docker engine, which only root can do. Without `programs`, uses the engine that runs on this machine.
 *
 * @param programs - a folder with `docker`, `dockerd` and `docker-compose`
 * @returns the engine, or the reason why there is none
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

/** The command of the installed Compose, version 2 or version 1; undefined when none is installed. */
async function installedCompose(): Promise<Docker['compose'] | undefined> {
  if (await succeeds('docker', ['compose', 'version'])) return ['docker', 'compose'];
  return (await succeeds('docker-compose', ['--version'])) ? ['docker-compose'] : undefined;
}

/** Starts an engine with separate files, containerd and networks, which does not change the firewall of the machine. */
async function startEngine(base: NodeJS.ProcessEnv): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  const env = {
    ...base,
    DOCKER_HOST: `unix://${join(folder, 'socket')}`,
    // Without the logins and plugins of the user.
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
    // The engine leaves the network namespace of containers with host networking mounted.
    for (const mount of mountsBelow(folder)) await run('umount', [mount]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await eventually('dockerd answers', async () => {
      if (!isRunning(child)) throw new Error(`it has exited: ${readFileSync(log, 'utf8')}`);
      await run('docker', ['info'], { env });
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { env, own: true, close };
}

/** The mount points below a folder, the innermost first. */
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

/** The base images of our images, by their names in the registry of the local cluster. */
const bases = {
  'library/golang:1.26-bookworm': 'golang:1.26-bookworm',
  'library/python:3.11-slim-bookworm': 'python:3.11-slim-bookworm',
  'distroless/python3-debian12:nonroot': 'gcr.io/distroless/python3-debian12:nonroot',
} as const;

/** Loads the base images from the registry of the local cluster, if it runs. Otherwise the engine pulls them itself. */
export async function provideBases({ env }: Engine): Promise<void> {
  const registry = 'localhost:5001';
  for (const [stored, name] of Object.entries(bases)) {
    const reference = `${registry}/${stored}`;
    if (!(await succeeds('docker', ['pull', '--quiet', reference], env))) return;
    await run('docker', ['tag', reference, name], { env });
  }
}
