import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { Failure, hasCode } from './failure';
import { identify, isAlive, type ProcessId } from './process-table';

/**
 * Takes a lock file and returns the function that releases it. A lock whose owner has exited is taken over.
 *
 * @param file - the lock file; its folder is created.
 * @param purpose - the command that takes the lock, such as `npm run up`. Other processes print it.
 * @throws {@link Failure} when a running process holds the lock.
 */
export function takeLock(file: string, purpose: string): () => void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const mine = JSON.stringify({ ...identify(process.pid), purpose });
  // Written under another name and then linked: no reader sees a half-written lock.
  const aside = `${file}.${process.pid}`;
  try {
    writeFileSync(aside, mine);
    while (!linked(aside, file)) {
      const owner = liveOwner(contents(file));
      if (owner) {
        throw new Failure(
          `\`${owner.purpose}\` is running as process ${owner.pid}; wait for it to end, or stop it.`,
        );
      }
      removeAbandoned(file, aside);
    }
    return () => {
      if (contents(file) === mine) rmSync(file, { force: true });
    };
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Removes a lock whose owner has exited. A second lock makes sure that only one process removes it: another one could
 * otherwise remove the lock that this process takes next.
 */
function removeAbandoned(file: string, aside: string): void {
  const guard = `${file}.takeover`;
  if (!linked(aside, guard)) {
    // Another process is removing the lock, or was killed while it did.
    if (!liveOwner(contents(guard))) rmSync(guard, { force: true });
    return;
  }
  try {
    const text = contents(file);
    if (text !== undefined && !liveOwner(text)) rmSync(file, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/** Adds a name to the file; returns false when the name is taken. */
function linked(file: string, name: string): boolean {
  try {
    linkSync(file, name);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function contents(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

interface Owner extends ProcessId {
  readonly purpose: string;
}

/** The owner written in a lock; undefined when it no longer runs. */
function liveOwner(text: string | undefined): Owner | undefined {
  try {
    const owner = JSON.parse(text ?? '') as Owner;
    return isAlive(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}
