import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Folders of generated files. */
const made = ['.build', '.git', '.hypothesis', '.venv', '__pycache__', 'dist', 'node_modules'];

/**
 * Returns a digest of the names and contents of all sources of the project. It covers the versions of the npm packages
 * too, by their lock file.
 *
 * @param project - the folder of the project
 */
export function contentOf(project: string): string {
  const hash = createHash('sha256');
  for (const file of filesBelow(project)) {
    hash
      .update(`${relative(project, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** The files in a folder and the folders in it, sorted; without generated ones. */
export function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !made.includes(name));
  return entries
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.isFile() ? [path] : [];
    });
}

/**
 * Runs a check, unless it has already passed with the same key.
 *
 * @param cache - the cache folder, in which the keys of passed checks are recorded
 * @param key - everything on which the result depends
 * @param check - throws when it fails
 */
export async function unlessPassed(
  cache: string,
  key: readonly string[],
  check: () => Promise<undefined>,
): Promise<undefined> {
  const folder = join(cache, 'passed');
  const file = join(folder, createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32));
  if (existsSync(file)) return;
  await check();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, '');
}
