import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

import { runningProcess } from '../host/daemon';
import { Failure } from '../host/failure';
import { commandOf } from '../host/process-table';
import { network, nodePorts, ports, type Layout } from './layout';

/** Field `st` of a listening socket in `/proc/net/tcp` (proc_pid_net(5)). */
const LISTENING = '0A';

/** A listening socket. */
export interface Listener {
  /** Hexadecimal, as the kernel writes it: an IPv4 address in reverse byte order, only zeros for all addresses. */
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** Parses the listening sockets from the text of `/proc/net/tcp` or `/proc/net/tcp6`. */
export function listeners(table: string): Listener[] {
  const found: Listener[] = [];
  for (const line of table.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const [, local = '', , state] = fields;
    const inode = fields[9];
    if (state !== LISTENING || inode === undefined) continue;
    const [address = '', port = ''] = local.split(':');
    // An IPv4-mapped IPv6 address becomes the IPv4 address.
    found.push({ address: address.replace(/^0{16}FFFF0000/, ''), port: Number.parseInt(port, 16), inode });
  }
  return found;
}

/** Whether a listening socket keeps other programs from listening at the wanted address. */
function covers({ address }: Listener, wanted: string): boolean {
  const reversed = wanted
    .split('.')
    .reverse()
    .map((byte) => Number(byte).toString(16).padStart(2, '0'))
    .join('');
  return /^0+$/.test(address) || address === reversed.toUpperCase();
}

/** Whether a process has a socket open; false when the process has exited. */
function holds(pid: number, inode: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`;
      } catch {
        return false; // Closed in the meantime.
      }
    });
  } catch {
    return false;
  }
}

/** Describes the process that has a socket open. */
function holderOf(inode: string): string {
  const pid = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((each) => holds(each, inode));
  return pid === undefined ? 'another program' : `${commandOf(pid) ?? 'a program'}, process ${pid}`;
}

/**
 * Checks that no other program listens on a port of the cluster.
 *
 * @param parts - names of the cluster's daemons, which may use the ports.
 * @param tables - texts of the kernel's socket tables; by default of this machine.
 * @throws {@link Failure} with the port and the program that uses it.
 */
export function checkPorts(
  layout: Layout,
  parts: readonly string[],
  tables: readonly string[] = ['/proc/net/tcp', '/proc/net/tcp6'].map(readTable),
): void {
  const wanted = [
    ...Object.entries(ports).map(([part, port]) => ({ part, port, address: '127.0.0.1' })),
    ...Object.entries(nodePorts).map(([part, port]) => ({ part, port, address: network.nodeAddress })),
  ];
  const own = parts.flatMap((part) => runningProcess(layout.daemons, part)?.pid ?? []);
  for (const listener of tables.flatMap(listeners)) {
    const taken = wanted.find(({ port, address }) => port === listener.port && covers(listener, address));
    if (!taken || own.some((pid) => holds(pid, listener.inode))) continue;
    throw new Failure(
      `Port ${taken.port} (${taken.part} of the local cluster) is taken by ${holderOf(listener.inode)}: stop that program first.`,
    );
  }
}

/** The text of a file; empty when it does not exist, as `/proc/net/tcp6` without IPv6. */
function readTable(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
