import { homedir } from 'node:os';
import { join } from 'node:path';

/** All folders that are written to, apart from `.build` and `node_modules` in the clone. */
export interface Paths {
  /** The clone of this repository. */
  readonly project: string;
  /** Built tools and base images, shared by all clones of a user. It may be deleted at any time. */
  readonly cache: string;
  /** Pulumi's home, the local state backend and its passphrase. `npm run reset` keeps it. */
  readonly pulumi: string;
  /** The data of the local cluster: etcd, volumes, images, certificates. There is one cluster on a machine. */
  readonly data: string;
  /** Files that are invalid after a restart of the machine: sockets, process ids, pod sandboxes. */
  readonly run: string;
}

/** The standard folders for commands on Linux. */
export const systemFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Appends the missing system folders to a search path: plain `su` leaves out the sbin folders. */
export function withSystemFolders(path: string | undefined): string {
  const folders = (path ?? '').split(':').filter((folder) => folder !== '');
  return [...folders, ...systemFolders.filter((folder) => !folders.includes(folder))].join(':');
}

/** The folder with the Pulumi CLI that `npm run env` adds to the path. */
export function pulumiBin(paths: Paths): string {
  return join(paths.pulumi, 'bin');
}

/** Pulumi's home folder (plugins, workspaces) unless the user sets `PULUMI_HOME`. */
export function pulumiHome(paths: Paths): string {
  return join(paths.pulumi, 'home');
}

/**
 * Derives the paths from the environment. The folders of the user follow the XDG Base Directory Specification
 * (https://specifications.freedesktop.org/basedir-spec/latest/).
 */
export function pathsFrom(environment: NodeJS.ProcessEnv, project: string): Paths {
  const home = environment.HOME ?? homedir();
  return {
    project,
    cache: join(environment.XDG_CACHE_HOME ?? join(home, '.cache'), 'shared-keys'),
    pulumi: join(environment.XDG_STATE_HOME ?? join(home, '.local', 'state'), 'shared-keys', 'pulumi'),
    data: '/var/lib/shared-keys',
    run: '/run/shared-keys',
  };
}
