import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tryRun, type Output } from '../../../local/host/command';
import { PermanentFailure } from '../../../local/host/failure';
import { waitFor } from '../../../local/host/wait';
import { freePort } from '../../support/free-port';

const script = join(__dirname, '../../../images/postgres/start.sh');
/**
 * Arguments of `unshare`. PostgreSQL refuses to run as root: in this user namespace, root appears as nobody, and can
 * still read the files of root.
 */
const unlikeRoot = ['--user', '--map-user=65534', '--map-group=65534'];

/** Runs the start script of the image on a temporary volume, with the PostgreSQL server from a folder. */
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
  }

  /** Creates a bench with a free port. */
  static async open(bin: string): Promise<PostgresBench> {
    return new PostgresBench(bin, await freePort());
  }

  /** Writes a password into the password file. */
  setPassword(password: string): void {
    fs.writeFileSync(this.passwordFile, `${password}\n`, { mode: 0o644 });
  }

  /** Starts the script with the settings of the bench and these ones. */
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

  /** Starts the script, and waits until the server accepts connections. */
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

  /** Kills the running servers, and removes the volume. */
  async close(): Promise<void> {
    for (const server of this.started) server.kill('SIGKILL');
    await Promise.all(this.started.map(({ ended }) => ended));
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The running start script, which `exec` replaces with the server. */
export class PostgresServer {
  output = '';
  /** Resolves with the exit status, or with the signal that killed it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  private readonly child: ChildProcess;

  constructor(env: NodeJS.ProcessEnv) {
    const root = process.getuid?.() === 0;
    const [command, args] = root ? ['unshare', [...unlikeRoot, script]] : [script, []];
    // A new process group, which is killed as a whole, like a container.
    this.child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.ended = once(this.child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
      return code ?? signal ?? assert.fail('ended with neither a status nor a signal');
    });
  }

  /** Waits until the log matches. */
  async said(what: RegExp): Promise<void> {
    await this.until(() => what.test(this.output), `said ${String(what)}`);
  }

  /** Waits for a condition while the script runs. */
  async until(condition: () => boolean, what: string): Promise<void> {
    await waitFor({ what: `the script has ${what}`, timeout: 60_000, interval: 2 }, () => {
      if (condition()) return true;
      if (!this.running) throw new PermanentFailure(`ended without having ${what}: ${this.output}`);
      return undefined;
    });
  }

  /** Sends a signal to the first process, as the kubelet does. */
  stop(): void {
    this.child.kill('SIGINT');
  }

  /** Kills the script and its descendants. */
  kill(signal: NodeJS.Signals): void {
    if (this.running) process.kill(-this.child.pid!, signal);
  }

  private get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }
}
