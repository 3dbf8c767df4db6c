import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'manifest.json';

interface Entry {
  readonly size: number;
  readonly modified: number;
  readonly sha256: string;
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function files(folder: string): string[] {
  return readdirSync(join(folder, 'bin'), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join('bin', entry.name));
}

/** Writes down what the folder of a built tool holds, to be found damaged later. */
export function writeManifest(folder: string): void {
  const entries: Record<string, Entry> = {};
  for (const file of files(folder)) {
    const { size, mtimeMs } = statSync(join(folder, file));
    entries[file] = { size, modified: mtimeMs, sha256: digest(join(folder, file)) };
  }
  writeFileSync(join(folder, NAME), JSON.stringify(entries, undefined, 2));
}

/**
 * Says what is wrong with a built tool: undefined when it is whole, `missing` when it was never built. A file is read
 * again only when its size or time has changed, since the tools come to hundreds of megabytes.
 */
export function damage(folder: string): string | undefined {
  let entries: Record<string, Entry>;
  try {
    entries = JSON.parse(readFileSync(join(folder, NAME), 'utf8')) as Record<string, Entry>;
  } catch (error) {
    return error instanceof SyntaxError ? `${NAME} cannot be read` : 'missing';
  }
  for (const [file, entry] of Object.entries(entries)) {
    const path = join(folder, file);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return `${file} is gone`;
    if (stat.size === entry.size && stat.mtimeMs === entry.modified) continue;
    if (stat.size !== entry.size || digest(path) !== entry.sha256) return `${file} has changed`;
  }
  return brokenLink(join(folder, 'bin'));
}

function brokenLink(bin: string): string | undefined {
  for (const entry of readdirSync(bin, { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const target = readlinkSync(join(bin, entry.name));
    if (!statSync(join(bin, target), { throwIfNoEntry: false })) return `${entry.name} leads nowhere`;
  }
  return undefined;
}
