import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { run, tryRun, type CommandOptions } from '../host/command';
import { Failure, messageOf } from '../host/failure';
import type { Report } from '../host/steps';
import { damage, writeManifest } from './manifest';

/**
 * Unpacked into the cache and run from there, since installing them would start services of their own, and would replace
 * a container runtime that the machine may have.
 */
const unpacked = ['containerd', 'runc', 'containernetworking-plugins', 'etcd-server', 'docker-registry'];

/** The folders of the unpacked packages that are run from. */
const programs = ['usr/bin', 'usr/lib/cni', 'usr/sbin'];

/** Installed on the machine where a command is missing: small tools without services, by the command they are for. */
const installed: Readonly<Record<string, string>> = {
  conntrack: 'conntrack',
  ip: 'iproute2',
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

/** The packages to install, since their commands are not on the path. */
export function missingPackages(path: string): string[] {
  const folders = [...path.split(delimiter), '/usr/sbin', '/sbin'];
  return Object.entries(installed)
    .filter(([command]) => !folders.some((folder) => existsSync(join(folder, command))))
    .map(([, name]) => name);
}

/** Whether Debian's packages are all there; damaged ones are removed and count as missing. */
export function hasPackages(cache: string, path: string, note: (text: string) => void): boolean {
  const folder = debianFolder(cache);
  const found = damage(folder);
  if (found !== undefined && found !== 'missing') {
    note(` ! Debian’s packages in the cache are damaged (${found}); they are fetched again.`);
    rmSync(folder, { recursive: true, force: true });
  }
  return found === undefined && missingPackages(path).length === 0;
}

/**
 * Fetches what the cluster takes from Debian: apt verifies it by Debian's signatures.
 *
 * @throws {@link Failure} where there is no apt, or it has no such package.
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
      // An installation that was stopped half-way stands in the way of the next.
      await tryRun('dpkg', ['--configure', '--pending'], apt);
      const install = ['install', '--yes', '--quiet', '--no-install-recommends'];
      // Another one on the machine may be under way.
      await run('apt-get', [...install, '-o', 'DPkg::Lock::Timeout=120', ...missing], apt);
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new Failure(`Debian's packages cannot be fetched: ${messageOf(error)}`, { cause: error });
  }
  const target = debianFolder(cache);
  if (damage(target) === undefined) return;
  mkdirSync(join(cache, 'tools'), { recursive: true, mode: 0o700 });
  const aside = mkdtempSync(join(cache, 'tools', `.debian-${process.pid}-`));
  try {
    report(`fetching ${unpacked.join(', ')}`);
    // As root it would fetch as another user, who has no access to a folder of root's.
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
