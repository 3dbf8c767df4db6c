import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

import { forgetStack, Stack } from '../../../cli/stack';
import { fakeCommand, layoutIn, pathsIn, scratchFolder } from '../../support/unit/local';

const settings = 'config:\n  shared-keys:keys: 5\n';

describe('the stack', () => {
  const folder = scratchFolder();
  const state = (): string => join(pathsIn(folder()).pulumi, 'state', '.pulumi');
  const locks = (): string => join(state(), 'locks', 'organization', 'keys', 'dev');
  const config = (): string => join(pathsIn(folder()).project, 'Pulumi.dev.yaml');
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  /** The stack with a shell script as Pulumi CLI. */
  const stack = (script: string, backend = `file://${pathsIn(folder()).pulumi}/state`): Stack =>
    new Stack(
      layoutIn(folder()),
      { PATH: fakeCommand(folder(), 'pulumi', script), PULUMI_BACKEND_URL: backend },
      {},
    );

  beforeEach(() => {
    write(join(pathsIn(folder()).project, 'Pulumi.yaml'), 'name: keys\nruntime: nodejs\n');
    write(config(), settings);
  });

  it('has the outputs of the program, and none before the first deployment', async () => {
    assert.deepEqual(await stack(`echo '{"urls":{"keys":"http://x"}}'`).outputs(), {
      urls: { keys: 'http://x' },
    });
    assert.deepEqual(await stack('echo "no stack named dev" >&2; exit 255').outputs(), {});
  });

  it('has the locks of killed Pulumi processes removed, and truncated locks', async () => {
    const { pid } = spawnSync('true');
    write(join(locks(), 'killed.json'), JSON.stringify({ pid, hostname: hostname() }));
    // The process id now belongs to this process.
    write(join(locks(), 'reused.json'), JSON.stringify({ pid: process.pid, hostname: hostname() }));
    write(join(locks(), 'short.json'), '{"pid":');
    await stack('').select();
    assert.deepEqual(readdirSync(locks()), []);
  });

  it('keeps the locks of running Pulumi processes and of other machines', async () => {
    const program = join(folder(), 'own', 'pulumi');
    mkdirSync(dirname(program));
    copyFileSync('/bin/sleep', program);
    const running = spawn(program, ['60']);
    try {
      await once(running, 'spawn');
      write(join(locks(), 'here.json'), JSON.stringify({ pid: running.pid, hostname: hostname() }));
      write(join(locks(), 'there.json'), JSON.stringify({ pid: running.pid, hostname: 'elsewhere' }));
      await stack('').select();
      assert.deepEqual(readdirSync(locks()).sort(), ['here.json', 'there.json']);
    } finally {
      running.kill('SIGKILL');
    }
  });

  it('can be selected in a backend that is not a folder', async () => {
    await stack('', 's3://bucket').select();
  });
});

describe('the state of the stack', () => {
  const folder = scratchFolder();
  const state = (): string => join(pathsIn(folder()).pulumi, 'state', '.pulumi');
  const files = [
    'stacks/keys/dev.json',
    'stacks/keys/dev.json.bak',
    'stacks/keys/dev.json.attrs',
    'history/keys/dev/dev-1.history.json',
    'backups/keys/dev/dev.1.json',
    'locks/organization/keys/dev/abandoned.json',
  ];
  const others = ['stacks/keys/prod.json', 'history/keys/prod/prod-1.history.json', 'meta.yaml'];

  beforeEach(() => {
    mkdirSync(pathsIn(folder()).project);
    writeFileSync(join(pathsIn(folder()).project, 'Pulumi.yaml'), 'name: keys\n');
    for (const file of [...files, ...others].map((name) => join(state(), name))) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '{}');
    }
  });
  const there = (names: readonly string[]): string[] =>
    names.filter((name) => existsSync(join(state(), name)));

  it('is deleted without Pulumi, and that of other stacks is kept', () => {
    assert.equal(forgetStack(pathsIn(folder()), {}), true);
    assert.deepEqual(there(files), []);
    assert.deepEqual(there(others), others);
    assert.equal(forgetStack(pathsIn(folder()), {}), true, 'it can be deleted twice');
  });

  it('is deleted when the environment names our backend, as after `npm run env`', () => {
    const PULUMI_BACKEND_URL = `file://${pathsIn(folder()).pulumi}/state`;
    assert.equal(forgetStack(pathsIn(folder()), { PULUMI_BACKEND_URL }), true);
    assert.deepEqual(there(files), []);
  });

  it('is kept, in our backend too, when the user has set another backend', () => {
    for (const PULUMI_BACKEND_URL of ['s3://bucket', 'file:///home/user/state'])
      assert.equal(forgetStack(pathsIn(folder()), { PULUMI_BACKEND_URL }), false);
    assert.deepEqual(there(files), files);
  });
});
