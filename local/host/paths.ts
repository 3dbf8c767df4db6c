import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where everything lies. Nothing is written elsewhere, the clone's `.build` and `node_modules` aside. */
export interface Paths {
  /** The clone. */
  readonly project: string;
  /** Built tools and base images, shared by all clones of a user; may be deleted at any time. */
  readonly cache: string;
  /** Pulumi's home, the local state backend and its passphrase; survives `reset`. */
  readonly pulumi: string;
  /** The local cluster's data: etcd, volumes, images, identities. One cluster a machine. */
  readonly data: string;
  /** What does not outlive a restart of the machine: sockets, process ids, sandboxes. */
  readonly run: string;
}

/** Where a Linux machine has its commands. */
export const systemFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** A search path with the system's folders at its end: `su` leaves out those of root's commands. */
export function withSystemFolders(path: string | undefined): string {
  const folders = (path ?? '').split(':').filter((folder) => folder !== '');
  return [...folders, ...systemFolders.filter((folder) => !folders.includes(folder))].join(':');
}

/** The folder of commands that `npm run env` puts on the path. */
export function pulumiBin(paths: Paths): string {
  return join(paths.pulumi, 'bin');
}

/** The folder of Pulumi's plugins and workspaces where the user names none. */
export function pulumiHome(paths: Paths): string {
  return join(paths.pulumi, 'home');
}

/** Derives the paths from the environment, by the XDG base directory specification for what is the user's own. */
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
