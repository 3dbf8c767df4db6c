import { createSocket } from 'node:dgram';
import { connect } from 'node:net';

import type { Target } from './reach';

/** How long an answer may take, in milliseconds. */
const BOUND = 2_000;

/** A question for the address of `kubernetes.default.svc.cluster.local`, as DNS has it. */
const question = Buffer.concat([
  Buffer.from('2a2a01000001000000000000', 'hex'),
  ...['kubernetes', 'default', 'svc', 'cluster', 'local'].map((label) =>
    Buffer.from(`${String.fromCharCode(label.length)}${label}`),
  ),
  Buffer.from('0000010001', 'hex'),
]);

function connects({ host, port }: Target): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: BOUND });
    const end = (reached: boolean): void => {
      socket.destroy();
      resolve(reached);
    };
    socket
      .once('connect', () => end(true))
      .once('timeout', () => end(false))
      .once('error', () => end(false));
  });
}

function answersName({ host, port }: Target): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (reached: boolean): void => {
      clearTimeout(timer);
      socket.close();
      resolve(reached);
    };
    const timer = setTimeout(() => end(false), BOUND);
    socket.once('message', () => end(true)).once('error', () => end(false));
    // Connected: a refusal is then an error at once.
    socket.connect(port, host, () => socket.send(question));
  });
}

/** Tries all targets in the arguments side by side, and prints whether each was reached. */
async function main(): Promise<void> {
  const targets = JSON.parse(process.argv.at(-1) ?? '[]') as readonly Target[];
  const reached = await Promise.all(
    targets.map((target) => (target.protocol === 'TCP' ? connects(target) : answersName(target))),
  );
  process.stdout.write(JSON.stringify(reached));
}

void main();
