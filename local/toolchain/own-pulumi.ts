import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { tryRun, type CommandOptions } from '../host/command';
import { pulumiBin, pulumiHome, type Paths } from '../host/paths';
import { versions } from './tools';

/**
 * Whether the Pulumi that the user has installed can be used: a CLI that is at least as new as ours, with the Node.js
 * language host, and the providers in the versions of package.json. The Pulumi that we have built, and `npm run env`
 * adds to the path, does not count.
 */
export async function hasOwnPulumi(paths: Paths, options: CommandOptions): Promise<boolean> {
  const { PATH = '', PULUMI_HOME, ...others } = options.env ?? process.env;
  const folders = PATH.split(':').filter(
    (folder) => folder !== '' && folder !== pulumiBin(paths) && !folder.startsWith(`${paths.cache}/`),
  );
  const environment: NodeJS.ProcessEnv = {
    ...others,
    PATH: folders.join(':'),
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    ...(PULUMI_HOME !== undefined && PULUMI_HOME !== pulumiHome(paths) && { PULUMI_HOME }),
  };
  const own = { ...options, env: environment };
  try {
    for (const name of ['pulumi', 'pulumi-language-nodejs'])
      if (!folders.some((folder) => existsSync(join(folder, name)))) return false;
    const version = await tryRun('pulumi', ['version'], own);
    if (version.status !== 0 || !isAtLeast(version.stdout.trim(), versions.pulumi)) return false;
    const listed = await tryRun('pulumi', ['plugin', 'ls', '--json'], own);
    if (listed.status !== 0) return false;
    const plugins = JSON.parse(listed.stdout) as { name: string; kind: string; version?: string }[];
    return Object.entries(versions.plugins).every(([name, wanted]) =>
      plugins.some(
        (plugin) => plugin.kind === 'resource' && plugin.name === name && plugin.version === wanted,
      ),
    );
  } catch {
    options.signal?.throwIfAborted();
    return false;
  }
}

/** Whether a version such as `v3.246.0` has the same major version as `oldest` and is not older. */
export function isAtLeast(version: string, oldest: string): boolean {
  const parts = (text: string): number[] => text.replace(/^v/, '').split(/[.-]/).slice(0, 3).map(Number);
  const [major, minor = 0, patch = 0] = parts(version);
  const [wantedMajor, wantedMinor = 0, wantedPatch = 0] = parts(oldest);
  if (major !== wantedMajor) return false;
  return minor > wantedMinor || (minor === wantedMinor && patch >= wantedPatch);
}
