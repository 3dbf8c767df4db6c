import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { tryRun, type Output } from '../../../local/host/command';
import { fakeCommand, pidIn, scratchFolder } from '../../support/unit/local';

const settings = 'config:\n  shared-keys:keys: 5\n';
const salt = 'encryptionsalt: v1:abc=:v1:def\n';
const secret = '  shared-keys:password:\n    secure: v1:xyz\n';

describe('the command pulumi of `npm run env`', () => {
  const folder = scratchFolder();
  const home = (): string => join(folder(), 'pulumi');
  const config = (): string => join(folder(), 'Pulumi.dev.yaml');
  const command = (): string => join(home(), 'bin', 'pulumi');

  /** Installs a shell script as the Pulumi CLI that the project has built. */
  function built(script: string): void {
    const cli = join(home(), 'cli', 'pulumi');
    mkdirSync(dirname(cli), { recursive: true });
    writeFileSync(cli, `#!/bin/sh\n${script}\n`);
    chmodSync(cli, 0o755);
  }

  const environment = (passphrase: string): NodeJS.ProcessEnv => ({
    ...process.env,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
  });
  const ours = (): NodeJS.ProcessEnv => environment(join(home(), 'passphrase'));

  function pulumi(args: readonly string[] = [], env: NodeJS.ProcessEnv = ours()): Promise<Output> {
    return tryRun(command(), args, { cwd: folder(), env });
  }

  beforeEach(() => {
    mkdirSync(dirname(command()), { recursive: true });
    copyFileSync(join(__dirname, '../../../cli/pulumi.js'), command());
    chmodSync(command(), 0o755);
    writeFileSync(config(), settings);
  });

  it('passes on the arguments, the output and the exit status of Pulumi', async () => {
    built('echo "$@"; echo wrong >&2; exit 7');
    const { status, stdout, stderr } = await pulumi(['up', '--yes', 'a b']);
    assert.deepEqual([status, stdout.trim(), stderr.trim()], [7, 'up --yes a b', 'wrong']);
  });

  for (const [how, end] of [
    ['succeeds', ''],
    ['fails', '; exit 1'],
    ['is killed', '; kill -9 $$'],
  ] as const) {
    it(`removes the salt that Pulumi has added to a stack file when it ${how}`, async () => {
      built(`printf '${salt.trim()}\\n' >>Pulumi.dev.yaml${end}`);
      await pulumi();
      assert.equal(readFileSync(config(), 'utf8'), settings);
    });
  }

  it('makes Pulumi’s SDK start faster in a clone of the project, unless the user has options for Node.js', async () => {
    built('echo "$NODE_OPTIONS"');
    const said = async (NODE_OPTIONS: string): Promise<string> =>
      (await pulumi([], { ...ours(), NODE_OPTIONS })).stdout.trim();
    assert.equal(await said(''), '');
    mkdirSync(join(folder(), 'cli'));
    writeFileSync(join(folder(), 'cli', 'lean-sdk.js'), '');
    assert.equal(await said(''), `--require="${join(folder(), 'cli', 'lean-sdk.js')}"`);
    assert.equal(await said('--no-warnings'), '--no-warnings');
  });

  it('removes the empty attributes of a state, which a killed Pulumi leaves, and which hide the state', async () => {
    built('true');
    const states = join(folder(), 'state', '.pulumi', 'stacks', 'shared-keys');
    mkdirSync(states, { recursive: true });
    const contents = {
      'dev.json': '{}',
      'dev.json.attrs': '',
      'prod.json': '',
      'prod.json.attrs': '{"a":1}',
    };
    for (const [name, content] of Object.entries(contents)) writeFileSync(join(states, name), content);
    const { status } = await pulumi([], {
      ...ours(),
      PULUMI_BACKEND_URL: `file://${join(folder(), 'state')}`,
    });
    assert.equal(status, 0);
    assert.deepEqual(readdirSync(states).sort(), ['dev.json', 'prod.json', 'prod.json.attrs']);
    for (const PULUMI_BACKEND_URL of ['https://api.example', `file://${join(folder(), 'none')}`])
      assert.equal((await pulumi([], { ...ours(), PULUMI_BACKEND_URL })).status, 0);
  });

  it('keeps the salt of a stack file with a secret', async () => {
    built(`printf '${(secret + salt).replaceAll('\n', '\\n')}' >>Pulumi.dev.yaml`);
    await pulumi();
    assert.equal(readFileSync(config(), 'utf8'), settings + secret + salt);
  });

  it('keeps the salt that belongs to a passphrase of the user', async () => {
    built(`printf '${salt.trim()}\\n' >>Pulumi.dev.yaml`);
    await pulumi([], environment('/home/user/passphrase'));
    assert.equal(readFileSync(config(), 'utf8'), settings + salt);
  });

  it('runs the Pulumi of the user when none was built', async () => {
    const PATH = fakeCommand(join(folder(), 'user'), 'pulumi', 'echo the user’s own');
    const { stdout } = await pulumi([], { ...ours(), PATH: `${dirname(command())}:${PATH}` });
    assert.equal(stdout.trim(), 'the user’s own');
  });

  it('reports in one line that there is no Pulumi', async () => {
    const { status, stderr } = await pulumi([], { ...ours(), PATH: dirname(process.execPath) });
    assert.deepEqual([status, stderr], [127, 'error: no Pulumi CLI found: `npm run up` builds one.']);
  });

  it('forwards a signal, and removes the salt after Pulumi has exited', async () => {
    const file = join(folder(), 'pid');
    built(
      `printf '${salt.trim()}\\n' >>Pulumi.dev.yaml\ntrap 'exit 9' TERM\nprintf '%s\\n' $$ >${file}\nwhile :; do sleep 0.05; done`,
    );
    const child = spawn(command(), [], { cwd: folder(), env: ours(), stdio: 'ignore' });
    await pidIn(file);
    child.kill('SIGTERM');
    const [status] = (await once(child, 'exit')) as [number];
    assert.equal(status, 9);
    assert.equal(readFileSync(config(), 'utf8'), settings);
  });
});
