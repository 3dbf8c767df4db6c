import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { Interrupted } from '../../../local/host/failure';
import { TemporaryStack } from '../../../local/host/temporary-stack';
import { fakeCommand, scratchFolder } from '../../support/unit/local';

describe('a temporary stack', () => {
  const folder = scratchFolder();
  const stacks: TemporaryStack[] = [];
  afterEach(() => {
    for (const stack of stacks.splice(0)) stack.forget();
  });

  /** A stack of a Pulumi that writes down its arguments and its backend, then does what the script says. */
  function stackOf(script: string, signal?: AbortSignal): TemporaryStack {
    const log = join(folder(), 'log');
    const path = fakeCommand(folder(), 'pulumi', `echo "$* $PULUMI_BACKEND_URL" >>${log}\n${script}`);
    const env = { PATH: path, PULUMI_CONFIG_PASSPHRASE_FILE: '/somewhere', PULUMI_STACK: 'dev' };
    const stack = new TemporaryStack('unit', { env, ...(signal && { signal }) });
    stacks.push(stack);
    return stack;
  }
  const calls = (): string[] => readFileSync(join(folder(), 'log'), 'utf8').trim().split('\n');

  it('has its project, its settings and its state in one folder, which goes when it is forgotten', async () => {
    const stack = stackOf('');
    await stack.create({ name: 'shared-keys' }, { 'shared-keys:registry': 'localhost:5000' });
    assert.match(stack.name, /^unit-[0-9a-f]{8}$/);
    assert.deepEqual(JSON.parse(readFileSync(join(stack.folder, `Pulumi.${stack.name}.yaml`), 'utf8')), {
      config: { 'shared-keys:registry': 'localhost:5000' },
    });
    assert.deepEqual(calls(), [
      `stack init --no-select --stack ${stack.name} --non-interactive file://${stack.folder}/state`,
    ]);
    stack.forget();
    assert.ok(!existsSync(stack.folder));
  });

  it('has settings that can be changed and removed, beside what Pulumi wrote', async () => {
    const salted = 'echo "encryptionsalt: v1:abc" >>Pulumi.$5.yaml';
    const stack = stackOf(
      `[ "$1" != stack ] || printf 'config:\\n  group: {kept: 1, gone: 2}\\n' >Pulumi.$5.yaml; ${salted}`,
    );
    await stack.create({ name: 'shared-keys' }, {});
    stack.set('group', { gone: undefined, added: true });
    stack.set('other', { first: 'x' });
    assert.deepEqual(JSON.parse(readFileSync(join(stack.folder, `Pulumi.${stack.name}.yaml`), 'utf8')), {
      encryptionsalt: 'v1:abc',
      config: { group: { kept: 1, added: true }, other: { first: 'x' } },
    });
  });

  it('has the outputs that are in its state, without secrets', async () => {
    const stack = stackOf('');
    await stack.create({ name: 'shared-keys' }, {});
    const stateFile = join(stack.folder, 'state', '.pulumi', 'stacks', 'shared-keys', `${stack.name}.json`);
    mkdirSync(dirname(stateFile), { recursive: true });
    /** What Pulumi has written of a stack with an output that is secret. */
    const write = (deployment: object): void =>
      writeFileSync(stateFile, JSON.stringify({ version: 3, checkpoint: { latest: deployment } }));
    const secret = {
      '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
      ciphertext: 'x',
    };
    write({
      resources: [
        { type: 'kubernetes:core/v1:Namespace', outputs: { kind: 'Namespace' } },
        { type: 'pulumi:pulumi:Stack', outputs: { urls: { api: 'http://a' }, key: secret } },
      ],
    });
    assert.deepEqual(stack.outputs(), { urls: { api: 'http://a' }, key: '[secret]' });
    write({});
    assert.deepEqual(stack.outputs(), {});
  });

  it('does not use the stack or the passphrase of the user', async () => {
    const stack = stackOf('echo "${PULUMI_STACK-none} ${PULUMI_CONFIG_PASSPHRASE_FILE-none}"');
    assert.equal(await stack.up(), 'none none');
  });

  it('shows all that a failed deployment printed', async () => {
    const stack = stackOf('echo "the pod is not ready"; echo "the reason" >&2; exit 1');
    await assert.rejects(stack.up(), {
      message: `pulumi up --yes --skip-preview --stack ${stack.name} ended with status 1:\nthe pod is not ready\nthe reason`,
    });
  });

  it('can be destroyed after the signal that stopped its deployment', async () => {
    const interrupt = new AbortController();
    const stack = stackOf('[ "$1" = destroy ] || sleep 60', interrupt.signal);
    const reason = new Interrupted('SIGINT');
    const up = stack.up();
    interrupt.abort(reason);
    await assert.rejects(up, reason);
    await stack.destroy();
    assert.match(calls().at(-1)!, /^destroy --yes/);
  });
});
