import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import type { Cluster } from './cluster';
import { ifInterrupted } from './interruption';

/** A forwarded port of a pod. */
export interface ForwardedPort {
  /** Its URL on loopback: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Stops the forwarding. */
  readonly close: () => Promise<void>;
}

/**
 * Forwards a free port on loopback to a port of a pod.
 *
 * @throws Error when kubectl exits before it forwards
 */
export async function forward(
  cluster: Cluster,
  namespace: string,
  pod: string,
  port: number,
): Promise<ForwardedPort> {
  const args = ['port-forward', `--namespace=${namespace}`, `pod/${pod}`, `:${port}`, '--address=127.0.0.1'];
  const kubectl = spawn('kubectl', cluster.kubectlArguments(args), { stdio: ['ignore', 'pipe', 'inherit'] });
  const done = ifInterrupted(() => kubectl.kill());
  const ended = once(kubectl, 'exit');
  const close = async (): Promise<void> => {
    kubectl.kill();
    await ended;
    done();
  };
  const failed = ended.then(() => Promise.reject(new Error(`kubectl ${args.join(' ')} has exited`)));
  failed.catch(() => undefined); // After it forwards, its exit is not an error.
  const lines = createInterface({ input: kubectl.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), failed])) as [string];
  const address = /127\.0\.0\.1:\d+/.exec(line)?.[0];
  if (address === undefined) {
    await close();
    throw new Error(`kubectl port-forward printed no address: ${line}`);
  }
  return { url: `http://${address}`, close };
}
