import { tryRun, type CommandOptions } from '../command';
import { versions } from './tools';

/**
 * Whether a Pulumi of the user's own will do: a CLI on the path that is at least as new as ours, with its language host
 * beside it, and the providers in the versions of package.json installed.
 */
export async function hasOwnPulumi(options: CommandOptions): Promise<boolean> {
  try {
    const version = await tryRun('pulumi', ['version'], options);
    if (version.status !== 0 || !isAtLeast(version.stdout.trim(), versions.pulumi)) return false;
    const listed = await tryRun('pulumi', ['plugin', 'ls', '--json'], options);
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

/** Compares versions such as `v3.246.0`, within one major version. */
export function isAtLeast(version: string, oldest: string): boolean {
  const parts = (text: string): number[] => text.replace(/^v/, '').split(/[.-]/).slice(0, 3).map(Number);
  const [major, minor = 0, patch = 0] = parts(version);
  const [wantedMajor, wantedMinor = 0, wantedPatch = 0] = parts(oldest);
  if (major !== wantedMajor) return false;
  return minor > wantedMinor || (minor === wantedMinor && patch >= wantedPatch);
}
