import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { run, type CommandOptions } from '../../../local/host/command';
import { Failure, messageOf } from '../../../local/host/failure';
import type { Report } from '../../../local/host/steps';
import { damage, writeManifest } from '../../../local/toolchain/manifest';

/** A command of a package set. A generated script runs it with the unpacked libraries. */
export interface Program {
  /** Its path in the unpacked packages. */
  readonly path: string;
  /** Arguments before those of the caller. `ROOT` in them is replaced by the folder of the unpacked packages. */
  readonly args?: readonly string[];
  /** Additional environment variables; `ROOT` as in the arguments. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Debian packages that are unpacked with their dependencies, and run without installation. */
export interface PackageSet {
  /** Part of the name of its folder in the cache. */
  readonly name: string;
  readonly packages: readonly string[];
  /** Dependencies that the programs do not need here. They and their own dependencies are not downloaded. */
  readonly without: readonly string[];
  /** Files and folders of the packages to remove. */
  readonly excluded?: readonly string[];
  /** The commands by name. */
  readonly programs: Readonly<Record<string, Program>>;
  /** Additional files by path; `ROOT` as in the arguments. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The folders of libraries in Debian packages for x86-64, the only supported architecture. */
const libraries = [
  'usr/lib/x86_64-linux-gnu',
  'lib/x86_64-linux-gnu',
  'usr/lib/x86_64-linux-gnu/pulseaudio',
] as const;

/** The folder of an unpacked set. Its name contains a hash of everything that determines the content. */
export function setFolder(cache: string, set: PackageSet): string {
  const key = createHash('sha256')
    .update(JSON.stringify([set, libraries]))
    .digest('hex')
    .slice(0, 16);
  return join(cache, 'tools', `debian-${set.name}-${key}`);
}

/** Whether a set is unpacked. A damaged set is removed and counts as missing. */
export function isUnpacked(cache: string, set: PackageSet): boolean {
  const folder = setFolder(cache, set);
  const found = damage(folder);
  if (found !== undefined && found !== 'missing') rmSync(folder, { recursive: true, force: true });
  return found === undefined;
}

/**
 * Downloads sets of packages and unpacks each into its folder in the cache, which appears only when it is complete.
 * Nothing is installed, and the files of apt on the machine do not change. apt verifies the signatures of Debian.
 *
 * @throws Failure with the message of apt when it cannot download a package
 */
export async function unpackSets(
  cache: string,
  sets: readonly PackageSet[],
  options: CommandOptions,
  report: Report,
): Promise<void> {
  mkdirSync(join(cache, 'tools'), { recursive: true, mode: 0o700 });
  const work = mkdtempSync(join(cache, 'tools', `.debian-sets-${process.pid}-`));
  try {
    mkdirSync(join(work, 'lists', 'partial'), { recursive: true });
    report('reading the package lists');
    await apt(work, ['update'], options);
    for (const set of sets) await unpack(work, cache, set, options, report);
    report('');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Runs apt-get with its lists, status and downloads in a separate folder. */
async function apt(work: string, args: readonly string[], options: CommandOptions): Promise<void> {
  const settings = {
    'Dir::State::lists': join(work, 'lists'),
    'Dir::State::status': join(work, 'status'),
    'Dir::State::extended_states': join(work, 'extended_states'),
    'Dir::Cache': work,
    'Acquire::Languages': 'none',
    // By default apt running as root downloads as the user _apt, who cannot write into this folder.
    'APT::Sandbox::User': 'root',
  };
  const file = join(work, 'status');
  if (!existsSync(file)) writeFileSync(file, '');
  const set = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  try {
    await run('apt-get', ['--quiet', '--yes', ...set, ...args], options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new Failure(`The Debian packages cannot be downloaded: ${messageOf(error)}`, { cause: error });
  }
}

async function unpack(
  work: string,
  cache: string,
  set: PackageSet,
  options: CommandOptions,
  report: Report,
): Promise<void> {
  report(`downloading ${set.name}`);
  // apt considers these packages installed, and downloads neither them nor their dependencies.
  writeFileSync(join(work, 'status'), set.without.map(installedStub).join('\n'));
  const archives = join(work, set.name);
  mkdirSync(join(archives, 'partial'), { recursive: true });
  const install = ['install', '--download-only', '--no-install-recommends', ...set.packages];
  await apt(work, ['-o', `Dir::Cache::archives=${archives}`, ...install], options);

  const target = setFolder(cache, set);
  const aside = join(work, `${set.name}-unpacked`);
  mkdirSync(aside);
  const names = readdirSync(archives).filter((name) => name.endsWith('.deb'));
  for (const [n, name] of names.entries()) {
    report(`unpacking ${set.name}, package ${n + 1} of ${names.length}`);
    await run('dpkg-deb', ['--extract', join(archives, name), aside], options);
    rmSync(join(archives, name));
  }
  for (const path of set.excluded ?? []) rmSync(join(aside, path), { recursive: true });
  writePrograms(aside, target, set);
  const parts = ['bin', 'usr/bin', 'usr/sbin', ...libraries].filter((part) => existsSync(join(aside, part)));
  writeManifest(aside, parts);
  rmSync(target, { recursive: true, force: true });
  renameSync(aside, target);
}

/** An entry of dpkg's status file for an installed package. The version is high enough for every dependency. */
function installedStub(name: string): string {
  const fields = { Package: name, Status: 'install ok installed', Version: '9:0', Architecture: 'amd64' };
  return Object.entries({ ...fields, Maintainer: 'none', Description: 'not needed' })
    .map(([field, value]) => `${field}: ${value}\n`)
    .join('');
}

/**
 * Writes the scripts for the commands of a set, and its additional files.
 *
 * @param folder - the folder of the unpacked packages now
 * @param root - their final folder
 */
function writePrograms(folder: string, root: string, set: PackageSet): void {
  const filled = (text: string): string => text.replaceAll('ROOT', root);
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, { path, args = [], environment = {} }] of Object.entries(set.programs)) {
    const all = { LD_LIBRARY_PATH: libraries.map((library) => `ROOT/${library}`).join(':'), ...environment };
    const exports = Object.entries(all).map(([variable, value]) => `export ${variable}="${filled(value)}"`);
    const words = [`ROOT/${path}`, ...args].map((word) => `"${filled(word)}"`).join(' ');
    const script = join(bin, name);
    writeFileSync(script, ['#!/bin/sh', ...exports, `exec ${words} "$@"`, ''].join('\n'));
    chmodSync(script, 0o755);
  }
  for (const [name, text] of Object.entries(set.files ?? {})) writeFileSync(join(folder, name), filled(text));
}
