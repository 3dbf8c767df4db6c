import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How a service is started. */
export interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Its settings; it gets any free port. */
  readonly env: Readonly<Record<string, string>>;
}

/** A service that runs as a process of this machine. */
export class RunningService {
  private constructor(
    private readonly child: ChildProcess,
    /** Where it serves. */
    readonly url: string,
    /** Every line that it has logged so far. */
    readonly log: readonly string[],
  ) {}

  /**
   * Starts a service and waits for the line by which it says that it listens.
   *
   * @throws Error with what it said when it ends before that
   */
  static async start({ command, args, cwd, env }: Start): Promise<RunningService> {
    const child = spawn(command, args, {
      cwd,
      env: { PATH: process.env.PATH, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
    const port = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status) => {
        reject(new Error(`${command} ended with status ${status}:\n${log.join('\n')}`));
      });
      createInterface({ input: child.stdout }).on('line', (line) => {
        log.push(line);
        const said = JSON.parse(line) as { message: string; port?: number };
        if (said.message === 'listening' && said.port !== undefined) resolve(said.port);
      });
    });
    return new RunningService(child, `http://127.0.0.1:${port}`, log);
  }

  /** Ends it as a cluster would, and gives its exit status. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const ended = once(this.child, 'exit') as Promise<[number | null]>;
    this.child.kill('SIGTERM');
    return (await ended)[0];
  }
}
