import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { run, type CommandOptions } from '../host/command';
import type { Report } from '../host/steps';
import { damage, writeManifest } from '../toolchain/manifest';

/** The Debian release of all base images. */
export const suite = 'bookworm';

/** Files that an image does not need; Debian's slim images leave out the same ones. */
const excluded = ['doc', 'groff', 'info', 'locale', 'lintian', 'linda', 'man'].map(
  (name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`,
);

/** A root file system made of Debian packages by mmdebstrap. */
export interface DebianArchive {
  /** The beginning of the name of its folder in the cache. */
  readonly name: string;
  /** The arguments of mmdebstrap. */
  readonly recipe: readonly string[];
}

/**
 * The smallest Debian with apt. The hook merges `/bin` into `/usr/bin` from the start; the package usrmerge would do the
 * same, but needs perl.
 */
export const debianRoot: DebianArchive = {
  name: 'debian',
  recipe: [
    '--variant=minbase',
    '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
    '--include=usr-is-merged',
    ...excluded,
  ],
};

/** Python with its libraries, unpacked and not installed. */
export const pythonRoot: DebianArchive = {
  name: 'python',
  recipe: ['--variant=extract', '--include=python3.11-minimal,libpython3.11-stdlib,tzdata,netbase'],
};

/** A text that changes when the archive would change. */
export function recipeOf({ recipe }: DebianArchive): string {
  return JSON.stringify([suite, recipe, process.arch]);
}

/**
 * Creates the archive in the cache, unless it already exists and is intact.
 *
 * @param images - the folder of the cache for archives.
 * @param report - is called with the progress.
 * @returns the path of a tar archive of the whole file system.
 * @throws {@link Failure} when mmdebstrap fails.
 */
export async function ensureDebianArchive(
  images: string,
  archive: DebianArchive,
  options: CommandOptions,
  report: Report,
): Promise<string> {
  const key = createHash('sha256').update(recipeOf(archive)).digest('hex').slice(0, 16);
  const folder = join(images, `${archive.name}-${key}`);
  const file = join(folder, 'root.tar');
  if (damage(folder) === undefined) return file;
  const aside = `${folder}.new`;
  for (const earlier of [folder, aside]) rmSync(earlier, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  report(`unpacking the Debian packages for ${archive.name}`);
  await run(
    'mmdebstrap',
    ['--format=tar', '--quiet', ...archive.recipe, suite, join(aside, 'root.tar')],
    options,
  );
  writeManifest(aside, ['.']);
  renameSync(aside, folder);
  return file;
}
