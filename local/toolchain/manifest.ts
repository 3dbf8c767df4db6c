import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'manifest.json';

interface File {
  readonly size: number;
  readonly modified: number;
  readonly sha256: string;
}

/** A symbolic link with what it leads to. */
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
 * Writes down what a folder of the cache holds, to be found damaged later.
 *
 * @param parts - the folders in it that count.
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
 * Says what is wrong with a folder of the cache: undefined when it is whole, `missing` when it was never made. A file is
 * read again only when its size or time has changed, since the tools come to hundreds of megabytes.
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

/** The entries, or what is wrong with the manifest. */
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
    // Said below.
  }
  return `${NAME} cannot be read`;
}

function wrongWith(path: string, entry: File | Link): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return 'is gone';
  if ('link' in entry) {
    if (!found.isSymbolicLink() || readlinkSync(path) !== entry.link) return 'has changed';
    return statSync(path, { throwIfNoEntry: false }) ? undefined : 'leads nowhere';
  }
  if (!found.isFile() || found.size !== entry.size) return 'has changed';
  return found.mtimeMs === entry.modified || digest(path) === entry.sha256 ? undefined : 'has changed';
}
