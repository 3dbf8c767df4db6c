import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { link, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { log } from '../../node-service/src/log';

const KEY_COUNT = 5;
const KEY_BYTES = 32;

/** The bytes of keys.txt, or the reason why it cannot be served. */
export type Keys = { readonly bytes: Buffer } | { readonly error: string };

/** Thrown when keys.txt exists already: it is never replaced. */
export class KeysExistError extends Error {
  constructor(file: string) {
    super(`${file} exists already and is never replaced: start without create to serve it`);
  }
}

/** The path of keys.txt in the directory `DATA_PATH`. */
export function keysFile(dataPath: string): string {
  return join(dataPath, 'keys.txt');
}

/** Reads keys.txt. It does not throw: a file that is missing, unreadable or empty gives an `error`. */
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
 * Makes keys.txt. The keys are written to a temporary file, which is then linked to the final name. Linking is atomic and
 * cannot overwrite: a reader sees no keys or all of them, and only one of several creators succeeds.
 *
 * @param dataPath - the directory of keys.txt
 * @param seconds - how long making the keys takes
 * @param signal - aborts it; nothing is published then
 * @throws KeysExistError when keys.txt exists, or another creator publishes it first
 * @throws AbortError when `signal` is aborted
 */
export async function createKeys(dataPath: string, seconds: number, signal: AbortSignal): Promise<void> {
  const file = keysFile(dataPath);
  if (lstatSync(file, { throwIfNoEntry: false })) throw new KeysExistError(file);

  const temporary = join(dataPath, `.keys.txt.${randomBytes(8).toString('hex')}`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await writeKeys(handle, seconds, signal);
    } finally {
      await handle.close();
    }
    await publish(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncDirectory(dataPath);
  log('info', 'published the keys', { file });
}

async function writeKeys(handle: FileHandle, seconds: number, signal: AbortSignal): Promise<void> {
  // The umask would narrow the mode given to open(). Every replica is in the group and must be able to read.
  await handle.chmod(0o640);
  for (let n = 1; n <= KEY_COUNT; n++) {
    await delay((seconds * 1000) / KEY_COUNT, undefined, { signal });
    await handle.write(`key-${n} ${randomBytes(KEY_BYTES).toString('hex')}\n`);
    log('info', `generated key ${n} of ${KEY_COUNT}`);
  }
  await handle.sync();
}

async function publish(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    throw codeOf(error) === 'EEXIST' ? new KeysExistError(file) : error;
  }
}

// Without it a power failure could lose the new name, although the content is on disk.
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
