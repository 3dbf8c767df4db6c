import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/**
 * A port of this machine that nobody listens on. It is below the range that the kernel gives to outgoing connections, so
 * none of them can take it before it is used.
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
