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

/** Everything that a build depends on beside the module's own files. */
export interface BuildSettings {
  /** The clone, whose `local/tools` holds the modules. */
  readonly project: string;
  /** The folder of all built tools. */
  readonly cache: string;
  /** The Go toolchain's version. */
  readonly go: string;
}

/** How long Go may print nothing while it fetches modules: each is told as it begins. */
const SILENCE_MS = 5 * 60_000;

/** Debugging information, which the linker would strip, is a sixth of the compiler's work. */
const buildFlags = ['-trimpath', '-buildvcs=false', '-mod=readonly', '-gcflags=all=-dwarf=false'];

/** The flags for a tool's linker: no symbol tables, and the variables. */
function linkerFlags(tool: Tool): string {
  return ['-s', '-w', ...Object.entries(tool.variables).map(([name, value]) => `-X ${name}=${value}`)].join(
    ' ',
  );
}

/** The files of a module, in a fixed order. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The folder of a built tool: its name says what determines the result. */
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

/** Whether a tool is built; a damaged one is removed and counts as not built. */
export function isBuilt(settings: BuildSettings, tool: Tool, note: (text: string) => void): boolean {
  const folder = builtFolder(settings, tool);
  const found = damage(folder);
  if (found === undefined) return true;
  if (found !== 'missing') {
    note(` ! ${tool.name} in the cache is damaged (${found}); it is built again.`);
    rmSync(folder, { recursive: true, force: true });
  }
  return false;
}

/** How Go is called on a tool's module. */
export interface GoArguments {
  /** Flags of `go build`, `go vet` and `go test`. */
  readonly flags: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Removes what the flags name. */
  readonly release: () => void;
}

/** Prepares the flags that all of Go's commands on the module have in common, so that they share compiled packages. */
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
    // Go does not clear up when it is ended by a signal.
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
 * Builds a tool into the cache, where it appears whole or not at all. Go verifies every module against go.sum.
 *
 * @throws {@link Failure} with the compiler's own words.
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
      : new Failure(`The disk is full: make room and run the command again (${full}).`, { cause: error });
  } finally {
    release();
    removeTree(aside);
  }
}

/** What Go printed at the last build of a tool, in the cache. */
function buildLog(settings: BuildSettings, tool: Tool): string {
  const folder = join(settings.cache, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = join(folder, `${tool.name}.log`);
  rmSync(log, { force: true });
  return log;
}

/** Removes what builds that were killed have left behind: half-built tools, and what Go keeps while it works. */
export function removeLeftovers(cache: string): void {
  for (const folder of [cache, join(cache, 'tools')]) {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const pid = /^\..*-(\d+)-[^-]+$/.exec(name)?.[1];
      if (pid !== undefined && identify(Number(pid)) === undefined) removeTree(join(folder, name));
    }
  }
}

/** Removes a folder in which processes that are just ending may still write. */
function removeTree(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

/** Has the files of other modules that a package embeds stand in its folder, for the compiler alone. */
async function writeOverlay(
  aside: string,
  module: string,
  tool: Tool,
  go: (args: string[]) => Promise<string>,
): Promise<string> {
  const replace: Record<string, string> = {};
  for (const [file, source] of Object.entries(tool.embedded)) {
    const folder = await go(['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', source.module]);
    // Go leaves the folder empty for a module that is not there yet.
    const there =
      folder.trim() ||
      (JSON.parse(await go(['mod', 'download', '-json', source.module])) as { Dir: string }).Dir;
    const path = join(there, source.path);
    statSync(path);
    replace[join(module, file)] = path;
  }
  const overlay = join(aside, 'overlay.json');
  writeFileSync(overlay, JSON.stringify({ Replace: replace }));
  return overlay;
}

/** The words of a fault, or of the command behind it, that tell of a full disk. */
function noSpace(error: unknown): string | undefined {
  const printed = error instanceof Failure ? error.cause : undefined;
  const lines = [messageOf(error), typeof printed === 'string' ? printed : '']
    .join('\n')
    .split('\n')
    .reverse();
  return lines.find((line) => /ENOSPC|no space left on device/i.test(line))?.trim();
}
