import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { run, tryRun, type CommandOptions } from '../host/command';
import { Failure } from '../host/failure';
import { systemFolders } from '../host/paths';
import type { Layout } from './layout';

/**
 * The rules of the firewall are in the tables of iptables-legacy, and those of kube-proxy and of the machine in those of nftables. The
 * kernel obeys both. kube-router writes a whole table back at each change: in a shared one, a rule that another program has added
 * meanwhile would be lost.
 */
const commands = ['iptables', 'iptables-save', 'iptables-restore'] as const;

/** The sets of addresses to which the rules of the firewall refer. */
const SETS = /^KUBE-(?:SRC|DST)-/;

/** The folder in which the firewall finds its commands, before those of the machine. */
export function firewallCommands(layout: Layout): string {
  return join(layout.config, 'firewall');
}

/**
 * Makes the folder of {@link firewallCommands}.
 *
 * @param folders - where the commands of the machine are
 * @throws {@link Failure} when the machine has no iptables-legacy
 */
export function ensureFirewallCommands(layout: Layout, folders: readonly string[] = systemFolders): void {
  const folder = firewallCommands(layout);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const command of commands) {
    const legacy = command.replace('iptables', 'iptables-legacy');
    const found = folders.map((one) => join(one, legacy)).find((path) => existsSync(path));
    if (found === undefined) throw new Failure(`${legacy} is missing: install the package iptables.`);
    symlinkSync(found, join(folder, command));
  }
}

/** Fails until the firewall has written its rules for the first time. */
export async function firewallIsUp(options: CommandOptions): Promise<void> {
  const rules = await run('iptables-legacy-save', ['-t', 'filter'], options);
  if (!rules.includes('-A KUBE-ROUTER-FORWARD ')) throw new Failure('The firewall has no rules yet.');
}

/** Removes the sets of addresses of the firewall. Its rules are gone. */
export async function removeAddressSets(options: CommandOptions): Promise<void> {
  const listed = await tryRun('ipset', ['list', '-name'], options).catch(() => undefined);
  options.signal?.throwIfAborted();
  if (listed?.status !== 0) return;
  for (const name of listed.stdout.split('\n').filter((one) => SETS.test(one)))
    await tryRun('ipset', ['destroy', name], options);
}

/** Whether the kernel has tables of iptables-legacy: looking into them would make them. */
export function hasLegacyTables(): boolean {
  const file = '/proc/net/ip_tables_names';
  return existsSync(file) && readFileSync(file, 'utf8').trim() !== '';
}
