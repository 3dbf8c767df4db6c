import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Fileserver as Service } from '../fileserver/bench';
import { StandInBackend } from './backend';
import { transpile } from '../../support/image/transpile';

const sources = join(__dirname, '../../../images/hotels-frontend');

let built: string | undefined;

/**
 * Builds the service as its image does, without checking types: once for all tests of a run.
 *
 * @returns the folder with server/ and public/, which is removed when the run ends
 */
export function buildFrontend(): string {
  if (built !== undefined) return built;
  const folder = fs.mkdtempSync(join(tmpdir(), 'hotels-frontend-build-'));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  transpile(sources, join(folder, 'server'));
  transpile(join(sources, 'page'), join(folder, 'public', 'assets'));
  fs.cpSync(join(sources, 'page', 'static'), join(folder, 'public'), { recursive: true });
  built = folder;
  return folder;
}

/** Runs the service beside a backend that does what a test wants. */
export class FrontendBench {
  private readonly started: Service[] = [];

  private constructor(
    private readonly build: string,
    readonly backend: StandInBackend,
  ) {}

  static async open(build: string): Promise<FrontendBench> {
    return new FrontendBench(build, await StandInBackend.start());
  }

  /** Starts it on any free port, in front of the stand-in unless `env` says otherwise. */
  start(env: NodeJS.ProcessEnv = {}, args: readonly string[] = []): Service {
    const settings = { PORT: '0', BACKEND_URL: this.backend.url, ...env };
    const service = new Service(join(this.build, 'server', 'main.js'), args, settings);
    this.started.push(service);
    return service;
  }

  /** Kills what still runs. */
  async close(): Promise<void> {
    for (const service of this.started) service.kill('SIGKILL');
    await Promise.all(this.started.map(({ ended }) => ended));
    await this.backend.close();
  }
}
