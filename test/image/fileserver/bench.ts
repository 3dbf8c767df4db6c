import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { RunningService } from '../../support/running-service';
import { transpile } from '../../support/transpile';

const images = join(__dirname, '../../../images');

/**
 * Compiles the service without checking types: the build of its image checks them.
 *
 * @returns the folder with the programs, laid out as in the image; the caller removes it
 */
export function compileFileserver(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'fileserver-build-'));
  for (const name of ['fileserver', 'node-service']) transpile(join(images, name), join(folder, name, 'src'));
  return folder;
}

/** The program in a folder that {@link compileFileserver} filled. */
export function programIn(build: string): string {
  return join(build, 'fileserver/src/main.js');
}

/** Runs the service on a temporary data directory. */
export class FileserverBench {
  /** The data directory. */
  readonly data = fs.mkdtempSync(join(tmpdir(), 'fileserver-'));
  /** The path of its keys file. */
  readonly keys = join(this.data, 'keys.txt');
  private readonly started: RunningService[] = [];

  /** @param build - a folder that {@link compileFileserver} filled */
  constructor(private readonly build: string) {}

  /**
   * Starts the service.
   *
   * @param args - its arguments; default: none
   * @param env - settings beside its data directory; default: any free port of a loopback address, and keys made at once
   */
  start(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): RunningService {
    const server = new RunningService({
      command: process.execPath,
      args: [programIn(this.build), ...args],
      env: { DATA_PATH: this.data, KEYS_SECONDS: '0', ...env },
    });
    this.started.push(server);
    return server;
  }

  /** Starts it with this content in its keys file; the result is its port. */
  async serve(content: string): Promise<number> {
    fs.writeFileSync(this.keys, content);
    return this.start().port();
  }

  /** Kills every process that still runs, and removes the data directory. */
  async close(): Promise<void> {
    for (const server of this.started) server.kill('SIGKILL');
    await Promise.all(this.started.map(({ ended }) => ended));
    fs.rmSync(this.data, { recursive: true });
  }
}
