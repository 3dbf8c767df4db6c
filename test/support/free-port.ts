import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/**
 * Returns a TCP port on which no program listens. It is below the ephemeral port range (ip(7)), so that no outgoing
 * connection can take it before it is used.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(15_000 + Math.floor(Math.random() * 15_000));
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return port;
  }
}
