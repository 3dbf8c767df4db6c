import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'manifest.json';

interface File {
  readonly size: number;
  readonly modified: number;
  readonly sha256: string;
}

/** A symbolic link and its target. */
interface Link {
  readonly link: string;
}

type Entries = Readonly<Record<string, File | Link>>;

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function entryOf(path: string): File | Link {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return { link: readlinkSync(path) };
  return { size: found.size, modified: found.mtimeMs, sha256: digest(path) };
}

/**
 * Records the files in a folder of the cache, so that {@link damage} can detect damage later.
 *
 * @param parts - the subfolders to record, without their own subfolders; `bin` by default.
 */
export function writeManifest(folder: string, parts: readonly string[] = ['bin']): void {
  const entries: Record<string, File | Link> = {};
  for (const part of parts) {
    for (const entry of readdirSync(join(folder, part), { withFileTypes: true })) {
      const name = join(part, entry.name);
      if (entry.isFile() || entry.isSymbolicLink()) entries[name] = entryOf(join(folder, name));
    }
  }
  writeFileSync(join(folder, NAME), JSON.stringify(entries, undefined, 2));
}

/**
 * Describes the damage to a folder of the cache: undefined when it is intact, `missing` when it was never completed. The
 * content of a file is compared only when its size or modification time differs: the tools have hundreds of megabytes.
 */
export function damage(folder: string): string | undefined {
  const entries = readEntries(folder);
  if (typeof entries === 'string') return entries;
  for (const [name, entry] of Object.entries(entries)) {
    const wrong = wrongWith(join(folder, name), entry);
    if (wrong !== undefined) return `${name} ${wrong}`;
  }
  return undefined;
}

/** The entries of the manifest, or a description of its damage. */
function readEntries(folder: string): Entries | string {
  let text: string;
  try {
    text = readFileSync(join(folder, NAME), 'utf8');
  } catch {
    return 'missing';
  }
  try {
    const entries = JSON.parse(text) as Entries;
    const listed = Object.values(entries);
    if (listed.length > 0 && listed.every((entry) => 'link' in entry || 'sha256' in entry)) return entries;
  } catch {
    // Reported below.
  }
  return `${NAME} cannot be read`;
}

function wrongWith(path: string, entry: File | Link): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return 'is missing';
  if ('link' in entry) {
    if (!found.isSymbolicLink() || readlinkSync(path) !== entry.link) return 'has changed';
    return statSync(path, { throwIfNoEntry: false }) ? undefined : 'is a broken link';
  }
  if (!found.isFile() || found.size !== entry.size) return 'has changed';
  return found.mtimeMs === entry.modified || digest(path) === entry.sha256 ? undefined : 'has changed';
}
