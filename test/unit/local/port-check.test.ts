import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';

import { ports } from '../../../local/cluster/layout';
import { checkPorts, listeners } from '../../../local/cluster/port-check';
import { identify } from '../../../local/host/process-table';
import { layoutIn, scratchFolder } from '../../support/unit/local';

const header =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const LISTENS = '0A';
const CONNECTED = '01';
/** The inode of a socket that no process has open. */
const NO_INODE = '0';

/** A socket table in the kernel's format, with one row for each socket. */
function table(
  ...rows: readonly { address: string; port: number; state?: string; inode?: string }[]
): string {
  const lines = rows.map(({ address, port, state = LISTENS, inode = NO_INODE }, i) => {
    const local = `${address}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
    return `   ${i}: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 2 00000000d9816b09 100 0 0 10 0`;
  });
  return `${[header, ...lines].join('\n')}\n`;
}

const loopback = '0100007F';
const everywhere = '00000000';
const bridge = '0100F40A';

describe('listening sockets', () => {
  it('are parsed with address, port and inode; other sockets are not', () => {
    const text = table(
      { address: loopback, port: 5001, inode: '258411' },
      { address: loopback, port: 5002, state: CONNECTED },
      { address: everywhere, port: 22, inode: '7' },
    );
    assert.deepEqual(listeners(text), [
      { address: loopback, port: 5001, inode: '258411' },
      { address: everywhere, port: 22, inode: '7' },
    ]);
    assert.deepEqual(listeners(''), []);
  });

  it('of this process are found in the table of the kernel', async () => {
    const server = await listen();
    const { port } = server.address() as AddressInfo;
    const found = listeners(readFileSync('/proc/net/tcp', 'utf8')).filter((each) => each.port === port);
    server.close();
    assert.equal(found.length, 1);
    assert.equal(found[0]?.address, loopback);
  });
});

async function listen(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('the ports of the cluster', () => {
  const folder = scratchFolder();
  const check = (...tables: string[]): void => {
    checkPorts(layoutIn(folder()), ['etcd', 'registry'], tables);
  };
  const taken = (part: string, port: number): object => ({
    name: 'Failure',
    message: `Port ${port} (${part} of the local cluster) is taken by another program: stop that program first.`,
  });

  it('pass when they are free, although other ports are taken', () => {
    check('', '');
    check(table({ address: everywhere, port: 22 }), table({ address: '0'.repeat(32), port: 8080 }));
  });

  for (const [what, address] of [
    ['on loopback', loopback],
    ['on every address', everywhere],
    ['on every IPv6 address', '0'.repeat(32)],
    ['on loopback as an IPv4-mapped IPv6 address', `${'0'.repeat(16)}FFFF0000${loopback}`],
  ] as const) {
    it(`fail in one line when one is taken ${what}`, () => {
      assert.throws(() => check('', table({ address, port: ports.registry })), taken('registry', 5001));
    });
  }

  it('on the pod network fail when one is taken there or on every address', () => {
    assert.throws(() => check(table({ address: everywhere, port: 53 })), taken('dns', 53));
    assert.throws(() => check(table({ address: bridge, port: 10250 })), taken('kubelet', 10250));
  });

  it('pass when one is taken on another address or by a connection', () => {
    check(
      table(
        { address: '0501A8C0', port: ports.registry },
        { address: '3500007F', port: 53 },
        { address: loopback, port: 10250 },
        { address: loopback, port: ports.etcd, state: CONNECTED },
      ),
      table({ address: `${'0'.repeat(24)}01000000`, port: ports.registry }),
    );
  });

  it('fail with the program that uses one, but not for a daemon of the cluster', async () => {
    const server = await listen();
    try {
      const { port } = server.address() as AddressInfo;
      const own = listeners(readFileSync('/proc/net/tcp', 'utf8')).find((each) => each.port === port);
      const text = table({ address: loopback, port: ports.etcd, inode: own!.inode });
      assert.throws(() => check(text), { message: new RegExp(`is taken by \\S+, process ${process.pid}: `) });

      const { run } = layoutIn(folder()).daemons;
      mkdirSync(run, { recursive: true });
      writeFileSync(join(run, 'etcd.pid'), JSON.stringify({ ...identify(process.pid), digest: '' }));
      check(text);
    } finally {
      server.close();
    }
  });
});
