import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { RunningService } from '../../support/running-service';
import { StandInBackend } from './backend';
import { transpile } from '../../support/transpile';

const images = join(__dirname, '../../../images');
const sources = join(images, 'hotels-frontend');

let built: string | undefined;

/**
 * Builds the service like its image, but without checking types. It is built once for all tests of a run.
 *
 * @returns the folder with the programs and the page, laid out as in the image; it is removed when the run ends
 */
export function buildFrontend(): string {
  if (built !== undefined) return built;
  const folder = fs.mkdtempSync(join(tmpdir(), 'hotels-frontend-build-'));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  for (const name of ['hotels-frontend', 'node-service']) {
    transpile(join(images, name), join(folder, name, 'src'));
  }
  transpile(join(sources, 'page'), join(publicFolder(folder), 'assets'));
  fs.cpSync(join(sources, 'page', 'static'), publicFolder(folder), { recursive: true });
  built = folder;
  return folder;
}

/** The program in a folder that {@link buildFrontend} gave. */
export function programIn(build: string): string {
  return join(build, 'hotels-frontend/src/main.js');
}

/** The files of the page in a folder that {@link buildFrontend} gave. */
export function publicFolder(build: string): string {
  return join(build, 'hotels-frontend/public');
}

/** Runs the service in front of a stand-in for the backend. */
export class FrontendBench {
  private readonly started: RunningService[] = [];

  private constructor(
    private readonly build: string,
    /** The stand-in for the backend. */
    readonly backend: StandInBackend,
  ) {}

  /** @param build - a folder that {@link buildFrontend} gave */
  static async open(build: string): Promise<FrontendBench> {
    return new FrontendBench(build, await StandInBackend.start());
  }

  /**
   * Starts the service.
   *
   * @param env - its settings; default: any free port of a loopback address, in front of the stand-in
   * @param args - its arguments; default: none
   */
  start(env: NodeJS.ProcessEnv = {}, args: readonly string[] = []): RunningService {
    const service = new RunningService({
      command: process.execPath,
      args: [programIn(this.build), ...args],
      env: { BACKEND_URL: this.backend.url, ...env },
    });
    this.started.push(service);
    return service;
  }

  /** Kills every process that still runs, and closes the backend. */
  async close(): Promise<void> {
    for (const service of this.started) service.kill('SIGKILL');
    await Promise.all(this.started.map(({ ended }) => ended));
    await this.backend.close();
  }
}
