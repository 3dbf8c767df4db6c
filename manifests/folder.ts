import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { z } from 'zod';

import { Failure } from '../local/host/failure';
import { RECORD } from './record';
import type { Files } from './render';

const record = z.object({ version: z.literal(1), files: z.array(z.string()) });

/**
 * Checks that a folder may be replaced: it does not exist, is empty, or has only what was written to it before.
 *
 * @throws Failure otherwise
 */
export function checkReplaceable(folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) throw new Failure(`${folder} is not a folder: name another one.`);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  if (entries.length === 0) return;
  const ours = new Set([RECORD, ...filesOf(folder)]);
  const foreign = files.filter((file) => !ours.has(file)).sort();
  if (foreign.length > 0 || files.length === 0)
    throw new Failure(
      `${folder} has what \`npm run manifests\` did not make (${foreign.slice(0, 3).join(', ') || 'folders'}): name another folder, or move that away.`,
    );
}

/** The files that were written to a folder before. */
function filesOf(folder: string): readonly string[] {
  const file = join(folder, RECORD);
  if (!existsSync(file)) return [];
  try {
    return record.parse(JSON.parse(readFileSync(file, 'utf8'))).files;
  } catch {
    return []; // Another one's file of that name.
  }
}

/**
 * Writes a folder as a whole, beside its place, and puts it there: it is never half there.
 *
 * @param folder - its place; what is there is replaced
 * @param files - what is in it
 * @throws Failure when something is there that was not written here
 */
export function replaceFolder(folder: string, files: Files): void {
  checkReplaceable(folder);
  const aside = `${folder}.new-${process.pid}`;
  const old = `${folder}.old-${process.pid}`;
  try {
    for (const [file, text] of files) {
      const path = join(aside, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { mode: file.endsWith('.sh') ? 0o755 : 0o644 });
    }
    const replaces = existsSync(folder);
    if (replaces) renameSync(folder, old);
    try {
      renameSync(aside, folder);
    } catch (error) {
      if (replaces) renameSync(old, folder);
      throw error;
    }
  } finally {
    rmSync(aside, { recursive: true, force: true });
    // Only when the new one is in place.
    if (existsSync(folder)) rmSync(old, { recursive: true, force: true });
  }
}
