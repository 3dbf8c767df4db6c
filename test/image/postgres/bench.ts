import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { tryRun, type Output } from '../../../local/host/command';
import { freePort } from '../../support/free-port';

const script = join(__dirname, '../../../images/postgres/start.sh');
const installed = '/usr/lib/postgresql';
/** Of every Debian: nobody, as whom a server runs when the tests run as root. */
const nobody = 65534;

/** The folder of the newest server's programs on this machine, or undefined when there is none. */
export function findPostgresql(): string | undefined {
  if (!fs.existsSync(installed)) return undefined;
  const versions = fs.readdirSync(installed).sort((one, other) => Number(other) - Number(one));
  return versions
    .map((version) => join(installed, version, 'bin'))
    .find((bin) => fs.existsSync(join(bin, 'initdb')));
}

/** Runs the image's start script on a volume of its own, with this machine's PostgreSQL. */
export class PostgresBench {
  readonly folder = fs.mkdtempSync(join(tmpdir(), 'postgres-'));
  readonly data = join(this.folder, 'data');
  private readonly passwordFile = join(this.folder, 'password');
  private readonly socket = join(this.folder, 'socket');
  private readonly started: PostgresServer[] = [];

  private constructor(
    private readonly bin: string,
    private readonly port: number,
  ) {
    for (const folder of [this.data, this.socket]) fs.mkdirSync(folder);
    this.setPassword('first-password');
    if (process.getuid?.() === 0) {
      for (const path of [this.folder, this.data, this.socket]) fs.chownSync(path, nobody, nobody);
    }
  }

  /** A bench whose servers listen on a port that is free now. */
  static async open(bin: string): Promise<PostgresBench> {
    return new PostgresBench(bin, await freePort());
  }

  /** Changes what the file of the password holds. */
  setPassword(password: string): void {
    fs.writeFileSync(this.passwordFile, `${password}\n`, { mode: 0o644 });
  }

  /** Starts it, with these settings beside those of the bench. */
  start(env: NodeJS.ProcessEnv = {}): PostgresServer {
    const server = new PostgresServer({
      PATH: `${this.bin}:/usr/bin:/bin`,
      LC_ALL: 'C.UTF-8',
      DATA_PATH: this.data,
      SOCKET_PATH: this.socket,
      DB_PASSWORD_FILE: this.passwordFile,
      PORT: String(this.port),
      ...env,
    });
    this.started.push(server);
    return server;
  }

  /** Starts it, and waits until it takes connections. */
  async serve(): Promise<PostgresServer> {
    const server = this.start();
    await server.said(/database system is ready to accept connections/);
    return server;
  }

  /** Runs a statement over TCP. */
  query(statement: string, password: string, user = 'hotels', database = 'hotels'): Promise<Output> {
    const target = ['--host=127.0.0.1', `--port=${this.port}`, `--username=${user}`, database];
    const args = [...target, '--no-psqlrc', '--tuples-only', '--no-align', `--command=${statement}`];
    return tryRun(join(this.bin, 'psql'), args, { env: { ...process.env, PGPASSWORD: password } });
  }

  /** Kills what still runs, and removes the volume. */
  async close(): Promise<void> {
    for (const server of this.started) server.kill('SIGKILL');
    await Promise.all(this.started.map(({ ended }) => ended));
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The script, and the server that it becomes. */
export class PostgresServer {
  output = '';
  /** Resolves with the exit status, or with the signal that killed it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  private readonly child: ChildProcess;

  constructor(env: NodeJS.ProcessEnv) {
    const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
    // A group of its own, which is killed as a whole, as a container is.
    this.child = spawn(script, [], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...user });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.ended = once(this.child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
      return code ?? signal ?? assert.fail('ended with neither a status nor a signal');
    });
  }

  /** Waits until it has logged this. */
  async said(what: RegExp): Promise<void> {
    await this.until(() => what.test(this.output), `said ${String(what)}`);
  }

  /** Waits for a condition, for as long as it runs. */
  async until(condition: () => boolean, what: string): Promise<void> {
    while (!condition()) {
      assert.ok(this.running, `ended without having ${what}: ${this.output}`);
      await delay(2);
    }
  }

  /** Sends a signal as the kubelet does, to the first process. */
  stop(): void {
    this.child.kill('SIGINT');
  }

  /** Kills it with all that it has started. */
  kill(signal: NodeJS.Signals): void {
    if (this.running) process.kill(-this.child.pid!, signal);
  }

  private get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }
}
