import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

import dockerignore from '@balena/dockerignore';

/** Files that BuildKit reads itself, and so are staged whatever the patterns say. */
const alwaysStaged = new Set(['Dockerfile', '.dockerignore']);

/** The mode of staged folders, and of files that can be run. */
const runnableMode = 0o755;
const plainMode = 0o644;

/** A file of a build context: its path with forward slashes, below the context, and the mode it is staged with. */
export interface ContextFile {
  readonly path: string;
  readonly mode: number;
}

/**
 * The files of a folder that belong to its build context, sorted by path: all that its `.dockerignore` does not exclude.
 *
 * @param folder - the folder with the Dockerfile
 * @throws Error when the folder has no Dockerfile, or holds a symbolic link or another special file: the provider hashes
 * what a link points to while BuildKit sends the link itself, so a change could pass unnoticed
 */
export function listContext(folder: string): ContextFile[] {
  if (!fs.existsSync(path.join(folder, 'Dockerfile'))) {
    throw new Error(`${folder} has no Dockerfile: an image is built from a folder with one at its top`);
  }
  return listFolder(folder);
}

/** The files of any folder, by the rules of {@link listContext}. */
function listFolder(folder: string): ContextFile[] {
  const patterns = readPatterns(folder);
  const ignored = dockerignore({ ignorecase: false }).add([...patterns]);
  // Below an excluded folder only a pattern with "!" can bring a file back; without one, nothing there is looked at.
  const prune = !patterns.some((pattern) => pattern.startsWith('!'));
  const files: ContextFile[] = [];

  const visit = (below: string): void => {
    for (const entry of fs.readdirSync(path.join(folder, below), { withFileTypes: true })) {
      const relative = path.posix.join(below, entry.name);
      const excluded = ignored.ignores(relative) && !alwaysStaged.has(relative);
      if (entry.isDirectory()) {
        if (!(excluded && prune)) visit(relative);
      } else if (!excluded) {
        files.push({ path: relative, mode: stagedMode(path.join(folder, relative)) });
      }
    }
  };
  visit('');
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Makes `target` a normalised copy of the build context in `source`: the same files with modes that depend neither on
 * the umask of whoever cloned the project nor on the file system, so that equal sources hash equally everywhere.
 * What is equal already is left alone, what is gone from the source is removed. Each file is replaced in one step, so an
 * interrupted run leaves nothing that the next one does not mend.
 *
 * @param source - the folder with the Dockerfile
 * @param target - the folder to fill; made when it is not there
 * @returns a hash of the paths, modes and contents that were staged, as 64 hexadecimal digits
 * @throws Error as {@link listContext} does
 */
export function stageContext(source: string, target: string): string {
  return stageFiles(listContext(source), source, target);
}

/**
 * Makes `target` a build context of several folders beside each other, under their own names, for an image whose sources
 * are not all in one.
 *
 * @param sources - the folder with the Dockerfile, and the others that it copies from
 * @param target - the folder to fill; what is in it beside these folders is removed
 * @returns a hash of all that was staged, as {@link stageContext} gives it
 * @throws Error as {@link listContext} does
 */
export function stageContexts(sources: readonly [string, ...string[]], target: string): string {
  const hash = createHash('sha256');
  const names = sources.map((source) => path.basename(source));
  makeFolder(target);
  for (const stale of fs.readdirSync(target).filter((name) => !names.includes(name)))
    fs.rmSync(path.join(target, stale), { recursive: true });
  for (const [index, source] of sources.entries()) {
    const files = index === 0 ? listContext(source) : listFolder(source);
    const name = path.basename(source);
    hash.update(`${name}\0${stageFiles(files, source, path.join(target, name))}\0`);
  }
  return hash.digest('hex');
}

function stageFiles(files: readonly ContextFile[], source: string, target: string): string {
  const hash = createHash('sha256');
  makeFolder(target);
  removeAllBut(target, files);
  for (const file of files) {
    const content = fs.readFileSync(path.join(source, file.path));
    // The length keeps the end of one file and the start of the next apart.
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

/** Git keeps of a file's mode only whether its owner may run it, so that is all that can be the same in every clone. */
function stagedMode(file: string): number {
  const stat = fs.lstatSync(file);
  if (!stat.isFile())
    throw new Error(`${file} is not a plain file: a build context holds files and folders only`);
  return (stat.mode & fs.constants.S_IXUSR) === 0 ? plainMode : runnableMode;
}

/** Removes from a staged folder whatever is neither one of the files nor a folder on the way to one. */
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

/** The folders that a path lies in, outermost first, without the context itself. */
function ancestors(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Makes a folder below `root`, and every folder on the way to it, with the mode of staged folders. */
function makeFolder(root: string, below = '.'): void {
  const folders =
    below === '.' ? [root] : [...ancestors(below), below].map((folder) => path.join(root, folder));
  for (const folder of folders) {
    fs.mkdirSync(folder, { recursive: true });
    // mkdir's own mode is cut by the umask, and COPY would take a folder closed to others into the image.
    fs.chmodSync(folder, runnableMode);
  }
}

function stageFile(target: string, { path: relative, mode }: ContextFile, content: Buffer): void {
  const file = path.join(target, relative);
  if (fs.existsSync(file) && fs.readFileSync(file).equals(content)) {
    if ((fs.statSync(file).mode & 0o777) !== mode) fs.chmodSync(file, mode);
    return;
  }
  // Beside the context and not in it, where another run of the project would sweep it away.
  const partial = `${target}.partial-${process.pid}`;
  // The time of the change is left as it is: BuildKit sends a file anew only when its size, mode or time differ.
  fs.writeFileSync(partial, content);
  fs.chmodSync(partial, mode);
  fs.renameSync(partial, file);
}
