import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** The files in a folder that belong to an image, by their paths below the folder, with forward slashes. */
export interface Sources {
  /** The files that git tracks; all files when git tracks none of them. */
  readonly files: readonly string[];
  /** The files that git neither tracks nor ignores. They are left out, and the user is told. */
  readonly untracked: readonly string[];
}

/** What no folder of sources has: the data of git, and what macOS, Windows, Emacs, vim and others leave beside files. */
const leftover = /^(\.git|\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|.*~|\.#.*|#.*#|\..*\.sw[a-z])$/;

/**
 * Finds the files of a folder that are sources, as in any clean clone: those that git tracks, with the changes that are not
 * committed yet. Without git, or in a folder of which it tracks nothing, such as an unpacked archive, all files are sources
 * except what editors and file managers leave behind.
 *
 * @param folder - the folder
 * @param excluded - the folders in it that need not be read, by their paths below it
 */
export function sourcesOf(folder: string, excluded: (below: string) => boolean): Sources {
  const { tracked, untracked } = gitFiles(folder);
  if (tracked.length === 0) return { files: filesBelow(folder, excluded), untracked: [] };
  return {
    // A tracked file that was deleted is no source any more.
    files: tracked.filter((file) => fs.lstatSync(path.join(folder, file), { throwIfNoEntry: false })),
    untracked: untracked.filter((file) => !isLeftover(file)),
  };
}

function isLeftover(file: string): boolean {
  return leftover.test(path.posix.basename(file));
}

function gitFiles(folder: string): { tracked: string[]; untracked: string[] } {
  // Git refuses a folder of another user, as in a container, and could start a program that the folder's settings name.
  const trust = ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false'];
  const kinds = ['-t', '-z', '--cached', '--others', '--exclude-standard'];
  let listed: string;
  try {
    listed = execFileSync('git', [...trust, 'ls-files', ...kinds], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    // No git, or no repository.
    return { tracked: [], untracked: [] };
  }
  const entries = listed.split('\0').filter((entry) => entry !== '');
  // Each entry is a letter, a space and the path. A file in conflict is there once for each side.
  const named = (wanted: (tag: string) => boolean): string[] => [
    ...new Set(entries.filter((entry) => wanted(entry.charAt(0))).map((entry) => entry.slice(2))),
  ];
  return { tracked: named((tag) => tag !== '?'), untracked: named((tag) => tag === '?') };
}

function filesBelow(folder: string, excluded: (below: string) => boolean, below = ''): string[] {
  return fs.readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const relative = path.posix.join(below, entry.name);
    if (isLeftover(relative)) return [];
    if (!entry.isDirectory()) return [relative];
    return excluded(relative) ? [] : filesBelow(folder, excluded, relative);
  });
}
