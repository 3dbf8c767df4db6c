import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { Failure, hasCode } from './failure';
import { identify, isAlive, type ProcessId } from './process-table';

/**
 * Takes the lock file, and gives the function that releases it. A lock whose owner has ended is taken over.
 *
 * @param file - the lock's file; its folder is made.
 * @param purpose - what the owner does, for the other one's message, such as `npm run up`.
 * @throws {@link Failure} when a live process holds it.
 */
export function takeLock(file: string, purpose: string): () => void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const mine = JSON.stringify({ ...identify(process.pid), purpose });
  // Written aside and linked, so that nobody ever reads a lock half written.
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

/** Removes a lock whose owner has ended. A lock on that keeps others from removing the one that is taken next. */
function removeAbandoned(file: string, aside: string): void {
  const guard = `${file}.takeover`;
  if (!linked(aside, guard)) {
    // Somebody else is at it, unless that one was killed in these few instructions.
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

/** Gives the file another name, unless that is taken. */
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

/** The owner that a lock names, if it still runs. */
function liveOwner(text: string | undefined): Owner | undefined {
  try {
    const owner = JSON.parse(text ?? '') as Owner;
    return isAlive(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}
