import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

import { tryRun } from '../../../local/host/command';
import { pathsFrom } from '../../../local/host/paths';
import { ensurePython } from '../../runner/python';
import { RunningService, type Start } from '../../support/running-service';
import { buildFrontend, programIn } from '../hotels-frontend/bench';

const project = resolve(__dirname, '..', '..', '..');
const images = join(project, 'images');

/** The number of random requests for each operation, in addition to those for every limit in the description. */
const EXAMPLES = 40;

/** Starts a service and waits until it listens; returns its URL. The service is stopped after the test. */
type StartService = (start: Start) => Promise<string>;

/** A service, the path of its OpenAPI description, and a function that starts it with a temporary folder. */
interface Fuzzed {
  readonly name: string;
  readonly description: string;
  readonly start: (start: StartService, folder: string, python: string) => Promise<string>;
}

/** How to start a Python service, with the shared package that its image also contains. */
function inPython(name: string, python: string, env: Readonly<Record<string, string>>): Start {
  const cwd = join(images, name);
  const packages = [cwd, join(images, 'http-service')].join(delimiter);
  return {
    command: join(python, 'python'),
    args: ['main.py'],
    cwd,
    env: { PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1', ...env },
  };
}

/** Compiles the creator or keycreator; returns the path of the program. */
function compiled(name: 'creator' | 'keycreator', folder: string): string {
  const program = join(folder, name);
  execFileSync('go', ['build', '-o', program, `./cmd/${name}`], {
    cwd: join(images, 'tokens'),
    stdio: 'pipe',
  });
  return program;
}

/** Creates a key set; returns the path of its file. */
function keySet(folder: string): string {
  const file = join(folder, 'jwks.json');
  const key = join(folder, 'key');
  writeFileSync(key, 'a key for fuzzing, and for nothing else');
  const env = { ...process.env, KEY_CURRENT_FILE: key, KEYS_PATH: file };
  execFileSync(compiled('keycreator', folder), [], { env, stdio: 'pipe' });
  return file;
}

/** Starts the hotels' backend on a new, migrated database. */
function startHotels(start: StartService, folder: string, python: string): Promise<string> {
  const backend = inPython('hotels-backend', python, { DB_PATH: join(folder, 'hotels.db') });
  execFileSync(backend.command, ['migrations.py'], { cwd: backend.cwd, env: backend.env, stdio: 'pipe' });
  return start(backend);
}

const fuzzed: readonly Fuzzed[] = [
  {
    name: 'creator',
    description: '/openapi.json',
    start: (start, folder) =>
      start({
        command: compiled('creator', folder),
        args: [],
        cwd: folder,
        env: { KEYS_PATH: keySet(folder) },
      }),
  },
  {
    name: 'verifier',
    description: '/openapi.json',
    start: (start, folder, python) => start(inPython('verifier', python, { KEYS_PATH: keySet(folder) })),
  },
  { name: 'hotels-backend', description: '/openapi.json', start: startHotels },
  {
    name: 'hotels-frontend',
    description: '/openapi.json',
    start: async (start, folder, python) => {
      const url = await startHotels(start, folder, python);
      const args = [programIn(buildFrontend())];
      return start({ command: process.execPath, args, cwd: folder, env: { BACKEND_URL: url } });
    },
  },
  {
    name: 'search',
    description: '/-/openapi.json',
    start: (start, _, python) => start(inPython('search', python, {})),
  },
];

describe('requests generated from the OpenAPI description', function () {
  this.timeout(240_000);
  this.slow(60_000);
  const running: RunningService[] = [];
  let python: string;
  let folder: string;

  async function start(how: Start): Promise<string> {
    const service = new RunningService(how);
    running.push(service);
    return service.url();
  }

  before(async () => {
    python = await ensurePython(pathsFrom(process.env, project), {});
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  });
  afterEach(async () => {
    for (const service of running.splice(0).reverse())
      assert.equal(await service.stop(), 0, service.output + service.errors);
    rmSync(folder, { recursive: true, force: true });
  });

  for (const { name, description, start: startIt } of fuzzed) {
    it(`to ${name} get answers as described, a 4xx when invalid, and cause no stack trace`, async () => {
      const url = await startIt(start, folder, python);
      // The fixed seed makes the requests the same in every run.
      const options = [
        '--checks=all',
        `--max-examples=${EXAMPLES}`,
        '--seed=1',
        '--request-timeout=10',
        '--warnings=off',
      ];
      const { status, stdout, stderr } = await tryRun(
        join(python, 'schemathesis'),
        ['--config-file', join(__dirname, 'schemathesis.toml'), 'run', ...options, url + description],
        { cwd: folder },
      );
      assert.equal(status, 0, `${stdout}\n${stderr}`);
      const cases = /(\d+) generated/.exec(stdout)?.[1];
      assert.ok(Number(cases) > 50, `${cases} requests were generated`);
      for (const { output, errors } of running) {
        const traces = `${output}${errors}`
          .split('\n')
          .filter((line) => /Traceback|goroutine \d|"level": ?"error"/.test(line));
        assert.deepEqual(traces, []);
      }
    });
  }
});
