import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

import dockerignore from '@balena/dockerignore';

import { checkLineEndings } from '../line-endings';
import { sourcesOf } from './sources';

/** Files that BuildKit itself reads: they are staged even when a pattern excludes them. */
const alwaysStaged = new Set(['Dockerfile', '.dockerignore']);

/** The mode of staged folders, and of files that can be run. */
const runnableMode = 0o755;
const plainMode = 0o644;

/** A file of a build context: its path below the context, with forward slashes, and the mode to stage it with. */
export interface ContextFile {
  readonly path: string;
  readonly mode: number;
}

/** A staged build context. */
export interface Staged {
  /** A hash of the staged paths, modes and contents, as 64 hexadecimal digits. */
  readonly hash: string;
  /** The files that would be staged if git tracked them: they are new, and left out. */
  readonly untracked: readonly string[];
}

/**
 * The files of a folder's build context, sorted by path: all sources that its `.dockerignore` does not exclude.
 *
 * @param folder - the folder with the Dockerfile
 * @throws Error when the folder has no Dockerfile, or contains a symbolic link or another special file: the provider
 * hashes the target of a link, but BuildKit sends the link itself, so a change could go unnoticed. Also when a file has the
 * line endings of Windows
 */
export function listContext(folder: string): ContextFile[] {
  checkDockerfile(folder);
  return listFolder(folder).files;
}

function checkDockerfile(folder: string): void {
  if (!fs.existsSync(path.join(folder, 'Dockerfile'))) {
    throw new Error(`${folder} has no Dockerfile: an image is built from a folder with one at its top`);
  }
}

function inFolder(folder: string, file: string): string {
  return path.posix.join(folder, file);
}

/** The files of a folder that needs no Dockerfile, by the rules of {@link listContext}. */
function listFolder(folder: string): { files: ContextFile[]; untracked: readonly string[] } {
  const patterns = readPatterns(folder);
  const ignored = dockerignore({ ignorecase: false }).add([...patterns]);
  // Only a pattern with "!" can include a file of an excluded folder. Without such a pattern, excluded folders are not read.
  const prune = !patterns.some((pattern) => pattern.startsWith('!'));
  const included = (file: string): boolean => alwaysStaged.has(file) || !ignored.ignores(file);
  const { files, untracked } = sourcesOf(folder, (below) => prune && ignored.ignores(below));
  return {
    files: files
      .filter(included)
      .sort((a, b) => (a < b ? -1 : 1))
      .map((file) => ({ path: file, mode: stagedMode(path.join(folder, file)) })),
    untracked: untracked.filter(included),
  };
}

/**
 * Makes `target` a normalised copy of the build context in `source`: the same files, with modes that do not depend on the
 * umask or the file system of the clone, so that equal sources have equal hashes everywhere. Equal files are left alone, and
 * files that are not in the source are removed. Each file is replaced atomically, so the next run repairs an interrupted one.
 *
 * @param source - the folder with the Dockerfile
 * @param target - the folder to fill; created if it does not exist
 * @throws Error as {@link listContext} does
 */
export function stageContext(source: string, target: string): Staged {
  checkDockerfile(source);
  const { files, untracked } = listFolder(source);
  return {
    hash: stageFiles(files, source, target),
    untracked: untracked.map((file) => inFolder(source, file)),
  };
}

/**
 * Makes `target` a build context with several folders side by side, for an image with sources in several folders.
 *
 * @param sources - the folder with the Dockerfile, and the other folders that it copies from
 * @param target - the folder to fill; anything else in it is removed
 * @throws Error as {@link listContext} does
 */
export function stageContexts(sources: readonly [string, ...string[]], target: string): Staged {
  const hash = createHash('sha256');
  const names = sources.map((source) => path.basename(source));
  makeFolder(target);
  for (const stale of fs.readdirSync(target).filter((name) => !names.includes(name)))
    fs.rmSync(path.join(target, stale), { recursive: true });
  checkDockerfile(sources[0]);
  const untracked = sources.flatMap((source) => {
    const listed = listFolder(source);
    const name = path.basename(source);
    hash.update(`${name}\0${stageFiles(listed.files, source, path.join(target, name))}\0`);
    return listed.untracked.map((file) => inFolder(source, file));
  });
  return { hash: hash.digest('hex'), untracked };
}

function stageFiles(files: readonly ContextFile[], source: string, target: string): string {
  const hash = createHash('sha256');
  makeFolder(target);
  removeAllBut(target, files);
  for (const file of files) {
    const content = fs.readFileSync(path.join(source, file.path));
    checkLineEndings(path.join(source, file.path), content);
    // The length separates the end of one file from the start of the next.
    hash.update(`${file.path}\0${file.mode.toString(8)}\0${content.length}\0`).update(content);
    makeFolder(target, path.dirname(file.path));
    stageFile(target, file, content);
  }
  return hash.digest('hex');
}

function readPatterns(folder: string): string[] {
  const file = path.join(folder, '.dockerignore');
  if (!fs.existsSync(file)) return [];
  return fs
    .readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/**
 * The mode to stage a file with: a script can be run, anything else cannot. It is not read, since file systems of Windows and
 * some shared folders show every file as one that can be run.
 */
function stagedMode(file: string): number {
  if (!fs.lstatSync(file).isFile())
    throw new Error(`${file} is not a plain file: a build context can contain only files and folders`);
  const opened = fs.openSync(file, 'r');
  try {
    const start = Buffer.alloc(2);
    fs.readSync(opened, start, 0, 2, 0);
    return start.toString('latin1') === '#!' ? runnableMode : plainMode;
  } finally {
    fs.closeSync(opened);
  }
}

/** Removes everything from a staged folder except the given files and the folders that contain them. */
function removeAllBut(target: string, files: readonly ContextFile[]): void {
  const wantedFiles = new Set(files.map((file) => file.path));
  const wantedFolders = new Set(files.flatMap((file) => ancestors(file.path)));
  const sweep = (below: string): void => {
    for (const entry of fs.readdirSync(path.join(target, below), { withFileTypes: true })) {
      const relative = path.posix.join(below, entry.name);
      if (entry.isDirectory() && wantedFolders.has(relative)) sweep(relative);
      else if (!entry.isFile() || !wantedFiles.has(relative)) {
        fs.rmSync(path.join(target, relative), { recursive: true, force: true });
      }
    }
  };
  sweep('');
}

/** The folders that contain a path, outermost first, without the context itself. */
function ancestors(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Makes a folder below `root`, and the folders that contain it, with the mode of staged folders. */
function makeFolder(root: string, below = '.'): void {
  const folders =
    below === '.' ? [root] : [...ancestors(below), below].map((folder) => path.join(root, folder));
  for (const folder of folders) {
    fs.mkdirSync(folder, { recursive: true });
    // The umask limits the mode that mkdir sets, and COPY would keep a folder that other users cannot read.
    fs.chmodSync(folder, runnableMode);
  }
}

function stageFile(target: string, { path: relative, mode }: ContextFile, content: Buffer): void {
  const file = path.join(target, relative);
  if (fs.existsSync(file) && fs.readFileSync(file).equals(content)) {
    if ((fs.statSync(file).mode & 0o777) !== mode) fs.chmodSync(file, mode);
    return;
  }
  // Outside the context, since another run of the project would remove it there.
  const partial = `${target}.partial-${process.pid}`;
  // BuildKit sends a file again only when its size, mode or time differ, so files that are equal keep their time.
  fs.writeFileSync(partial, content);
  fs.chmodSync(partial, mode);
  fs.renameSync(partial, file);
}
