import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { run, type CommandOptions } from '../host/command';
import type { Report } from '../host/steps';
import { damage, writeManifest } from '../toolchain/manifest';

/** The release that everything of Debian here is of. */
export const suite = 'bookworm';

/** What an image has no use for, as Debian's own slim images leave it out. */
const excluded = ['doc', 'groff', 'info', 'locale', 'lintian', 'linda', 'man'].map(
  (name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`,
);

/** A file system made of Debian's packages: which ones, and whether they are installed or just unpacked. */
export interface DebianArchive {
  /** The name of its folder in the cache. */
  readonly name: string;
  /** The arguments of mmdebstrap that make it. */
  readonly recipe: readonly string[];
}

/** The smallest Debian that has apt. Its folders are merged from the start, by no package that would bring perl. */
export const debianRoot: DebianArchive = {
  name: 'debian',
  recipe: [
    '--variant=minbase',
    '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
    '--include=usr-is-merged',
    ...excluded,
  ],
};

/** Python and the libraries that it needs. */
export const pythonRoot: DebianArchive = {
  name: 'python',
  recipe: ['--variant=extract', '--include=python3.11-minimal,libpython3.11-stdlib,tzdata,netbase'],
};

/** What determines the archive, as text. */
export function recipeOf({ recipe }: DebianArchive): string {
  return JSON.stringify([suite, recipe, process.arch]);
}

/**
 * Makes the archive once, into a folder of the cache; a damaged one is made again.
 *
 * @param images - the folder of the cache for what images are made of
 * @returns the file, a tar archive of the whole file system
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
  report(`unpacking Debian’s packages for ${archive.name}`);
  await run(
    'mmdebstrap',
    ['--format=tar', '--quiet', ...archive.recipe, suite, join(aside, 'root.tar')],
    options,
  );
  writeManifest(aside, ['.']);
  renameSync(aside, folder);
  return file;
}
