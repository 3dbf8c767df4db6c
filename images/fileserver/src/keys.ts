import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { link, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { log } from './log';

const KEY_COUNT = 5;
const KEY_BYTES = 32;

/** The bytes of keys.txt, or why there are none to serve. */
export type Keys = { readonly bytes: Buffer } | { readonly error: string };

/** Thrown when there is a keys.txt already: it is never replaced. */
export class KeysExistError extends Error {
  constructor(file: string) {
    super(`${file} exists already and is never replaced: start without create to serve it`);
  }
}

/** Where the keys are, in the directory `DATA_PATH`. */
export function keysFile(dataPath: string): string {
  return join(dataPath, 'keys.txt');
}

/** Reads keys.txt; a file that cannot be served is an answer, not an exception. */
export function readKeys(dataPath: string): Keys {
  const file = keysFile(dataPath);
  try {
    const bytes = readFileSync(file);
    return bytes.length > 0 ? { bytes } : { error: `${file} is empty` };
  } catch (error) {
    return { error: `${file} cannot be read (${codeOf(error) ?? String(error)})` };
  }
}

/**
 * Makes keys.txt over about `seconds`. It is made aside and linked to its final name, which is atomic and cannot
 * overwrite: whoever looks sees no keys or all of them, and of several creators one wins.
 *
 * Throws `KeysExistError` when there are keys, or when another creator was faster; an `AbortError` on `signal`.
 */
export async function createKeys(dataPath: string, seconds: number, signal: AbortSignal): Promise<void> {
  const file = keysFile(dataPath);
  if (lstatSync(file, { throwIfNoEntry: false })) throw new KeysExistError(file);

  const aside = join(dataPath, `.keys.txt.${randomBytes(8).toString('hex')}`);
  try {
    const handle = await open(aside, 'wx');
    try {
      await writeKeys(handle, seconds, signal);
    } finally {
      await handle.close();
    }
    await publish(aside, file);
  } finally {
    await rm(aside, { force: true });
  }
  await syncDirectory(dataPath);
  log('info', 'published the keys', { file });
}

async function writeKeys(handle: FileHandle, seconds: number, signal: AbortSignal): Promise<void> {
  // Not the mode of open, which a umask narrows: every replica shares the group and must be able to read.
  await handle.chmod(0o640);
  for (let n = 1; n <= KEY_COUNT; n++) {
    await delay((seconds * 1000) / KEY_COUNT, undefined, { signal });
    await handle.write(`key-${n} ${randomBytes(KEY_BYTES).toString('hex')}\n`);
    log('info', `generated key ${n} of ${KEY_COUNT}`);
  }
  await handle.sync();
}

async function publish(aside: string, file: string): Promise<void> {
  try {
    await link(aside, file);
  } catch (error) {
    throw codeOf(error) === 'EEXIST' ? new KeysExistError(file) : error;
  }
}

// Without it the new name, unlike the content, could be lost with the power.
async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
