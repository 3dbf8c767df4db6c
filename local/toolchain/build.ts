import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';

import { run, type CommandOptions } from '../host/command';
import { Failure, messageOf } from '../host/failure';
import { identify } from '../host/process-table';
import type { Report } from '../host/steps';
import { damage, writeManifest } from './manifest';
import { moduleFolder, type Tool } from './tools';

/** What a build depends on, apart from the files of the module. */
export interface BuildSettings {
  /** The clone; the modules are in its folder `local/tools`. */
  readonly project: string;
  /** The cache folder. */
  readonly cache: string;
  /** The version of Go, such as `go1.26.8`. */
  readonly go: string;
}

/** How long Go may print nothing while it downloads modules, in milliseconds: it prints a line for each module. */
const SILENCE_MS = 5 * 60_000;

/** Without debugging information (DWARF), which the linker would strip anyway, compiling takes a sixth less time. */
export const buildFlags = ['-trimpath', '-buildvcs=false', '-mod=readonly', '-gcflags=all=-dwarf=false'];

/** The linker flags of a tool: no symbol tables, and the values of its variables. */
function linkerFlags(tool: Tool): string {
  return ['-s', '-w', ...Object.entries(tool.variables).map(([name, value]) => `-X ${name}=${value}`)].join(
    ' ',
  );
}

/** All files of a module, sorted. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The folder of a built tool. Its name contains a hash of everything that determines the result. */
export function builtFolder(settings: BuildSettings, tool: Tool): string {
  const folder = moduleFolder(settings.project, tool);
  const hash = createHash('sha256');
  hash.update(JSON.stringify([tool, buildFlags, settings.go, process.arch]));
  for (const file of filesOf(folder)) {
    hash
      .update(`${relative(folder, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return join(settings.cache, 'tools', `${tool.name}-${hash.digest('hex').slice(0, 16)}`);
}

/**
 * Whether a tool is built. A damaged tool is removed and counts as not built.
 *
 * @param note - is called with a message about the damage.
 */
export function isBuilt(settings: BuildSettings, tool: Tool, note: (text: string) => void): boolean {
  const folder = builtFolder(settings, tool);
  const found = damage(folder);
  if (found === undefined) return true;
  if (found !== 'missing') {
    note(` ! ${tool.name} in the cache is damaged (${found}) and will be built again.`);
    rmSync(folder, { recursive: true, force: true });
  }
  return false;
}

/** How to call Go for the module of a tool. */
export interface GoArguments {
  /** Flags of `go build`, `go vet` and `go test`. */
  readonly flags: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Removes the temporary files to which the flags refer. */
  readonly release: () => void;
}

/**
 * Prepares the flags for all Go commands on a module. With the same flags they share compiled packages.
 *
 * @returns the flags; call `release` when done.
 * @throws {@link Failure} when Go cannot download a module.
 */
export async function goArguments(
  settings: BuildSettings,
  tool: Tool,
  options: CommandOptions,
): Promise<GoArguments> {
  const module = moduleFolder(settings.project, tool);
  mkdirSync(settings.cache, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(settings.cache, `.go-${process.pid}-`));
  const environment: NodeJS.ProcessEnv = {
    ...(options.env ?? process.env),
    CGO_ENABLED: '0',
    GOFLAGS: '',
    // Go does not remove its temporary files when a signal stops it.
    GOTMPDIR: folder,
    GOWORK: 'off',
  };
  const release = (): void => {
    removeTree(folder);
  };
  try {
    const go = (args: string[]): Promise<string> =>
      run('go', args, { silence: SILENCE_MS, ...options, cwd: module, env: environment });
    const overlay = await writeOverlay(folder, module, tool, go);
    return { flags: [...buildFlags, '-overlay', overlay], environment, release };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * Builds a tool into the cache. The folder of the tool appears only when the build is complete. Go verifies every
 * module against go.sum.
 *
 * @param report - is called with the progress.
 * @throws {@link Failure} with the last message of the compiler, or when the disk is full.
 */
export async function build(
  settings: BuildSettings,
  tool: Tool,
  options: CommandOptions,
  report: Report,
): Promise<void> {
  const target = builtFolder(settings, tool);
  const parent = join(settings.cache, 'tools');
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const aside = mkdtempSync(join(parent, `.${tool.name}-${process.pid}-`));
  let release = (): void => undefined;
  try {
    report('resolving modules');
    const { flags, environment, release: after } = await goArguments(settings, tool, options);
    release = after;
    const log = buildLog(settings, tool);
    const module = moduleFolder(settings.project, tool);
    const go = (args: string[], more: CommandOptions): Promise<string> =>
      run('go', args, { ...options, cwd: module, env: environment, log, ...more });
    const packages = await go(['list', '-deps', ...flags, ...tool.packages], { silence: SILENCE_MS });
    const total = packages.split('\n').length;

    const bin = join(aside, 'bin');
    mkdirSync(bin);
    let compiled = 0;
    await go(['build', '-v', ...flags, `-ldflags=${linkerFlags(tool)}`, '-o', `${bin}/`, ...tool.packages], {
      onLine: (line) => {
        if (/^[\w./~-]+$/.test(line)) report(`${++compiled} of at most ${total} packages`);
      },
    });
    for (const [binary, names] of Object.entries(tool.links)) {
      for (const name of names) symlinkSync(binary, join(bin, name));
    }
    report('');
    writeManifest(aside);
    rmSync(target, { recursive: true, force: true });
    renameSync(aside, target);
  } catch (error) {
    options.signal?.throwIfAborted();
    const full = noSpace(error);
    throw full === undefined
      ? error
      : new Failure(`The disk is full: free some space, then run this command again (${full}).`, {
          cause: error,
        });
  } finally {
    release();
    removeTree(aside);
  }
}

/** An empty log file, in the cache, for the output of Go. */
function buildLog(settings: BuildSettings, tool: Tool): string {
  const folder = join(settings.cache, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = join(folder, `${tool.name}.log`);
  rmSync(log, { force: true });
  return log;
}

/** Removes the unfinished tools and temporary Go files of builds that were killed. */
export function removeLeftovers(cache: string): void {
  for (const folder of [cache, join(cache, 'tools')]) {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const pid = /^\..*-(\d+)-[^-]+$/.exec(name)?.[1];
      if (pid !== undefined && identify(Number(pid)) === undefined) removeTree(join(folder, name));
    }
  }
}

/** Removes a folder. It tries several times: processes that are just exiting may still write into it. */
function removeTree(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

/**
 * Writes a Go overlay: the compiler then sees the embedded files of other modules in the folder of the package (see
 * `-overlay` in `go help build`).
 */
async function writeOverlay(
  aside: string,
  module: string,
  tool: Tool,
  go: (args: string[]) => Promise<string>,
): Promise<string> {
  const replace: Record<string, string> = {};
  for (const [file, source] of Object.entries(tool.embedded)) {
    const folder = await go(['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', source.module]);
    // Go prints an empty line for a module that is not downloaded yet.
    const found =
      folder.trim() ||
      (JSON.parse(await go(['mod', 'download', '-json', source.module])) as { Dir: string }).Dir;
    const path = join(found, source.path);
    statSync(path);
    replace[join(module, file)] = path;
  }
  const overlay = join(aside, 'overlay.json');
  writeFileSync(overlay, JSON.stringify({ Replace: replace }));
  return overlay;
}

/** The line about a full disk in the message of an error, or in the output of the failed command. */
function noSpace(error: unknown): string | undefined {
  const printed = error instanceof Failure ? error.cause : undefined;
  const lines = [messageOf(error), typeof printed === 'string' ? printed : '']
    .join('\n')
    .split('\n')
    .reverse();
  return lines.find((line) => /ENOSPC|no space left on device/i.test(line))?.trim();
}
