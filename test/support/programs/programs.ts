import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import type { CommandOptions } from '../../../local/host/command';
import type { Steps } from '../../../local/host/steps';
import { isUnpacked, setFolder, unpackSets, type PackageSet } from './package-set';
import { chromium, docker, postgresql } from './sets';

/** Programs that tests need and the README does not require. A missing program is undefined. */
export interface Programs {
  /** The folder of `initdb`, `postgres` and the other commands of PostgreSQL. */
  readonly postgresql?: string;
  /** The path of the browser. */
  readonly chromium?: string;
  /** The folder of `docker`, `dockerd` and `docker-compose`. */
  readonly docker?: string;
}

/** The reason why Debian packages cannot be unpacked on this machine; undefined when they can. */
export function obstacle(): string | undefined {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const debian = /^ID=debian$/m.test(release) && /^VERSION_ID="?12"?$/m.test(release);
  return debian && process.arch === 'x64' ? undefined : 'this is not Debian 12 on x86-64';
}

/**
 * Returns the programs from Debian packages, and downloads the missing packages into the cache. On another system than
 * Debian 12, returns the programs that are installed on the machine.
 *
 * @throws Failure when apt cannot download a package
 */
export async function ensurePrograms(
  cache: string,
  steps: Steps,
  options: CommandOptions,
): Promise<Programs> {
  if (obstacle() !== undefined) return programsOfTheMachine(process.env.PATH ?? '');
  // Only root can start a Docker engine.
  const sets = [postgresql, chromium, ...(process.getuid?.() === 0 ? [docker] : [])];
  const missing = sets.filter((set) => !isUnpacked(cache, set));
  if (missing.length > 0) {
    await steps.step('Downloading Debian packages for the tests', (report) =>
      unpackSets(cache, missing, options, report),
    );
  }
  const bin = (set: PackageSet): string => join(setFolder(cache, set), 'bin');
  return {
    postgresql: bin(postgresql),
    chromium: join(bin(chromium), 'chromium'),
    ...(sets.includes(docker) && { docker: bin(docker) }),
  };
}

/**
 * The programs that are installed on the machine. Docker is not among them: the tests look for a Docker engine.
 *
 * @param path - the search path (PATH)
 */
export function programsOfTheMachine(path: string): Programs {
  const installed = '/usr/lib/postgresql';
  const versions = existsSync(installed) ? readdirSync(installed) : [];
  const newest = versions.sort((one, other) => Number(other) - Number(one));
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const servers = [...newest.map((version) => join(installed, version, 'bin')), ...folders];
  const server = servers.find((bin) => existsSync(join(bin, 'initdb')));
  const browser = folders
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find((file) => existsSync(file));
  return {
    ...(server !== undefined && { postgresql: server }),
    ...(browser !== undefined && { chromium: browser }),
  };
}

/** The environment variables that pass the programs to the processes of the tests. */
export function variablesOf({
  postgresql: server,
  chromium: browser,
  docker: engine,
}: Programs): NodeJS.ProcessEnv {
  return {
    ...(server !== undefined && { POSTGRES_BIN: server }),
    ...(browser !== undefined && { CHROMIUM: browser }),
    ...(engine !== undefined && { DOCKER_BIN: engine }),
  };
}

/** The programs named by these environment variables, otherwise the programs installed on the machine. */
export function programsFrom(environment: NodeJS.ProcessEnv): Programs {
  const machine = programsOfTheMachine(environment.PATH ?? '');
  const { POSTGRES_BIN: server, CHROMIUM: browser, DOCKER_BIN: engine } = environment;
  return {
    ...machine,
    ...(server !== undefined && { postgresql: server }),
    ...(browser !== undefined && { chromium: browser }),
    ...(engine !== undefined && { docker: engine }),
  };
}
