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
  writeFileSync(aside, mine);
  try {
    for (;;) {
      try {
        linkSync(aside, file);
        return () => {
          if (contents(file) === mine) rmSync(file, { force: true });
        };
      } catch (error) {
        if (!hasCode(error, 'EEXIST')) throw error;
      }
      const text = contents(file);
      const owner = parse(text);
      if (owner && isAlive(owner)) {
        throw new Failure(
          `\`${owner.purpose}\` is running as process ${owner.pid}; wait for it to end, or stop it.`,
        );
      }
      // Only the lock that was judged is removed: another process may have taken it over since.
      if (contents(file) === text) rmSync(file, { force: true });
    }
  } finally {
    rmSync(aside, { force: true });
  }
}

function contents(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(text: string | undefined): (ProcessId & { purpose: string }) | undefined {
  try {
    return JSON.parse(text ?? '') as ProcessId & { purpose: string };
  } catch {
    return undefined;
  }
}
