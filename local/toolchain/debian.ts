import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { run, tryRun, type CommandOptions } from '../host/command';
import { Failure, messageOf } from '../host/failure';
import type { Report } from '../host/steps';
import { damage, writeManifest } from './manifest';

/**
 * Packages that are unpacked into the cache and run from there. Installing them would start system services, and could
 * replace the container runtime of the machine.
 */
const unpacked = ['containerd', 'runc', 'containernetworking-plugins', 'etcd-server', 'docker-registry'];

/** The folders with programs in the unpacked packages. */
const programs = ['usr/bin', 'usr/lib/cni', 'usr/sbin'];

/** Small packages without services, by command. A package is installed on the machine when its command is missing. */
const installed: Readonly<Record<string, string>> = {
  conntrack: 'conntrack',
  ip: 'iproute2',
  ipset: 'ipset',
  iptables: 'iptables',
  mmdebstrap: 'mmdebstrap',
  mount: 'mount',
};

/** The folder of the unpacked packages. */
export function debianFolder(cache: string): string {
  const key = createHash('sha256')
    .update(JSON.stringify([unpacked, process.arch]))
    .digest('hex')
    .slice(0, 16);
  return join(cache, 'tools', `debian-${key}`);
}

/**
 * The packages that must be installed because their command is missing.
 *
 * @param path - the search path (PATH).
 */
export function missingPackages(path: string): string[] {
  const folders = [...path.split(delimiter), '/usr/sbin', '/sbin'];
  return Object.entries(installed)
    .filter(([command]) => !folders.some((folder) => existsSync(join(folder, command))))
    .map(([, name]) => name);
}

/**
 * Whether all Debian packages are unpacked or installed. Damaged ones are removed and count as missing.
 *
 * @param path - the search path (PATH).
 * @param note - is called with a message about the damage.
 */
export function hasPackages(cache: string, path: string, note: (text: string) => void): boolean {
  const folder = debianFolder(cache);
  const found = damage(folder);
  if (found !== undefined && found !== 'missing') {
    note(` ! The Debian packages in the cache are damaged (${found}) and will be downloaded again.`);
    rmSync(folder, { recursive: true, force: true });
  }
  return found === undefined && missingPackages(path).length === 0;
}

/**
 * Downloads the missing Debian packages. apt verifies the signatures of Debian.
 *
 * @param report - is called with the progress.
 * @throws {@link Failure} when there is no apt, or it cannot download or install a package.
 */
export async function fetchPackages(
  cache: string,
  path: string,
  options: CommandOptions,
  report: Report,
): Promise<void> {
  const apt = { ...options, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  try {
    report('reading the package lists');
    await run('apt-get', ['update', '--quiet'], apt);
    const missing = missingPackages(path);
    if (missing.length > 0) {
      report(`installing ${missing.join(', ')}`);
      // An interrupted installation would block this one.
      await tryRun('dpkg', ['--configure', '--pending'], apt);
      const install = ['install', '--yes', '--quiet', '--no-install-recommends'];
      // Another installation may be running on this machine.
      await run('apt-get', [...install, '-o', 'DPkg::Lock::Timeout=120', ...missing], apt);
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new Failure(`The Debian packages cannot be installed: ${messageOf(error)}`, { cause: error });
  }
  const target = debianFolder(cache);
  if (damage(target) === undefined) return;
  mkdirSync(join(cache, 'tools'), { recursive: true, mode: 0o700 });
  const aside = mkdtempSync(join(cache, 'tools', `.debian-${process.pid}-`));
  try {
    report(`downloading ${unpacked.join(', ')}`);
    // By default apt running as root downloads as the user _apt, who cannot write into this folder.
    await run('apt-get', ['download', '--quiet', '-o', 'APT::Sandbox::User=root', ...unpacked], {
      ...apt,
      cwd: aside,
    });
    for (const name of readdirSync(aside)) {
      if (!name.endsWith('.deb')) continue;
      await run('dpkg-deb', ['--extract', name, aside], { ...options, cwd: aside });
      rmSync(join(aside, name));
    }
    writeManifest(aside, programs);
    rmSync(target, { recursive: true, force: true });
    renameSync(aside, target);
    report('');
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
