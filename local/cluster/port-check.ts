import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

import { runningProcess } from '../host/daemon';
import { Failure } from '../host/failure';
import { commandOf } from '../host/process-table';
import { network, nodePorts, ports, type Layout } from './layout';

/** Field `st` of `/proc/net/tcp` for a socket that listens (proc(5)). */
const LISTENING = '0A';

/** A listening socket. */
export interface Listener {
  /** As the kernel writes it: the bytes of an IPv4 address in reverse, `00000000` for every address. */
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** The listening sockets, from the text of `/proc/net/tcp` or `/proc/net/tcp6`. */
export function listeners(table: string): Listener[] {
  const found: Listener[] = [];
  for (const line of table.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const [, local = '', , state] = fields;
    const inode = fields[9];
    if (state !== LISTENING || inode === undefined) continue;
    const [address = '', port = ''] = local.split(':');
    // An IPv4 address within IPv6.
    found.push({ address: address.replace(/^0{16}FFFF0000/, ''), port: Number.parseInt(port, 16), inode });
  }
  return found;
}

/** Whether a socket at that address keeps others from listening at this one. */
function covers({ address }: Listener, wanted: string): boolean {
  const reversed = wanted
    .split('.')
    .reverse()
    .map((byte) => Number(byte).toString(16).padStart(2, '0'))
    .join('');
  return /^0+$/.test(address) || address === reversed.toUpperCase();
}

/** Whether a process holds a socket; false when it has ended. */
function holds(pid: number, inode: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`;
      } catch {
        return false; // Closed while we looked.
      }
    });
  } catch {
    return false;
  }
}

/** The process that holds a socket, for a message. */
function holderOf(inode: string): string {
  const pid = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((each) => holds(each, inode));
  return pid === undefined ? 'another program' : `${commandOf(pid) ?? 'a program'}, process ${pid}`;
}

/**
 * Checks that no other program holds a port of the cluster.
 *
 * @param parts - the cluster's own daemons, which may.
 * @param tables - the sockets that listen on this machine.
 * @throws {@link Failure} naming the port and the program.
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
      `Port ${taken.port}, which the local cluster's ${taken.part} needs, is taken by ${holderOf(listener.inode)}: end that first.`,
    );
  }
}

/** Without IPv6 there is no table of it. */
function readTable(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
