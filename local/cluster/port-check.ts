import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

import { runningProcess } from '../daemon';
import { Failure } from '../failure';
import { ports, type Layout } from './layout';

/** Field `st` of `/proc/net/tcp` for a socket that listens (proc(5)). */
const LISTENING = '0A';

/** The listening sockets by port, from the text of `/proc/net/tcp` or `/proc/net/tcp6`: inode by port. */
export function listeners(table: string): Map<number, string> {
  const found = new Map<number, string>();
  for (const line of table.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const local = fields[1];
    const inode = fields[9];
    if (fields[3] !== LISTENING || local === undefined || inode === undefined) continue;
    found.set(Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16), inode);
  }
  return found;
}

/** The process that holds a socket. */
function ownerOf(inode: string): { pid: number; name: string } | undefined {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const holds = readdirSync(`/proc/${entry}/fd`).some((fd) => {
        try {
          return readlinkSync(`/proc/${entry}/fd/${fd}`) === `socket:[${inode}]`;
        } catch {
          return false;
        }
      });
      if (holds) return { pid: Number(entry), name: readFileSync(`/proc/${entry}/comm`, 'utf8').trim() };
    } catch {
      // It ended while we looked.
    }
  }
  return undefined;
}

/**
 * Checks that no other program holds a port of the cluster.
 *
 * @param parts - the cluster's own daemons, which may.
 * @throws {@link Failure} naming the port and the program.
 */
export function checkPorts(layout: Layout, parts: readonly string[]): void {
  const own = new Set(parts.map((part) => runningProcess(layout.daemons, part)?.pid));
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const table = listeners(readFileSync(file, 'utf8'));
    for (const [purpose, port] of Object.entries(ports)) {
      const inode = table.get(port);
      if (inode === undefined) continue;
      const owner = ownerOf(inode);
      if (owner && own.has(owner.pid)) continue;
      const holder = owner ? `${owner.name}, process ${owner.pid}` : 'another program';
      throw new Failure(
        `Port ${port}, which the local cluster's ${purpose} needs, is taken by ${holder}: end that first.`,
      );
    }
  }
}
