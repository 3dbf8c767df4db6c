import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { run, tryRun, type CommandOptions } from '../command';
import { Failure, messageOf } from '../failure';
import type { Report } from '../steps';

/**
 * Unpacked into the cache and run from there, since installing them would start services of their own, and would replace
 * a container runtime that the machine may have.
 */
const unpacked = ['containerd', 'runc', 'containernetworking-plugins', 'etcd-server', 'docker-registry'];

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

/** Whether Debian's packages are all there. */
export function hasPackages(cache: string, path: string): boolean {
  return existsSync(join(debianFolder(cache), 'complete')) && missingPackages(path).length === 0;
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
      await run('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', ...missing], apt);
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new Failure(`Debian's packages cannot be fetched: ${messageOf(error)}`, { cause: error });
  }
  const target = debianFolder(cache);
  if (existsSync(join(target, 'complete'))) return;
  mkdirSync(join(cache, 'tools'), { recursive: true, mode: 0o700 });
  const aside = mkdtempSync(join(cache, 'tools', '.debian-'));
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
    writeFileSync(join(aside, 'complete'), '');
    rmSync(target, { recursive: true, force: true });
    renameSync(aside, target);
    report('');
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Whether the unpacked programs still run: a file cut short does not. */
export async function packagesWork(cache: string, options: CommandOptions): Promise<boolean> {
  const bin = join(debianFolder(cache), 'usr', 'bin');
  const checks: [string, string[]][] = [
    [join(bin, 'containerd'), ['--version']],
    [join(bin, 'etcd'), ['--version']],
    [join(bin, 'docker-registry'), ['--version']],
    [join(debianFolder(cache), 'usr', 'sbin', 'runc'), ['--version']],
  ];
  const results = await Promise.all(
    checks.map(([command, args]) => tryRun(command, args, options).catch(() => ({ status: 1 }))),
  );
  return results.every(({ status }) => status === 0);
}
