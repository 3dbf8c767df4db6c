import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { tryRun } from '../../../local/host/command';
import { replaceFolder } from '../../../manifests/folder';
import { render } from '../../../manifests/render';
import { fakeCommand, scratchFolder } from '../../support/unit/local';
import { deployed, generator, object, reading, secret, tokens, workload } from './make-state';

/** A Secret that is created. */
interface Created {
  readonly kind: string;
  readonly immutable: boolean;
  readonly metadata: { readonly name: string; readonly labels: object; readonly annotations?: object };
  readonly data: Readonly<Record<string, string>>;
}

describe('make-secrets.sh', () => {
  const scratch = scratchFolder();
  /** Runs the script of a stack with a kubectl that says which Secrets exist, and keeps what it is told to create. */
  const made = async (
    resources: object[],
    env: NodeJS.ProcessEnv = {},
    args: string[] = [],
    exists = false,
  ) => {
    const folder = join(scratch(), 'manifests');
    replaceFolder(folder, render(deployed(...resources)));
    const [calls, created] = [join(scratch(), 'calls'), join(scratch(), 'created')];
    const PATH = fakeCommand(
      scratch(),
      'kubectl',
      `echo "$*" >>${calls}
       case "$*" in
         *get\\ secret*) ${exists ? 'echo secret/there' : ':'} ;;
         *create*) cat >>${created}; echo --- >>${created} ;;
       esac`,
    );
    const options = { env: { ...process.env, ...env, PATH } };
    const { status, stdout, stderr } = await tryRun(
      'sh',
      [join(folder, 'make-secrets.sh'), ...args],
      options,
    );
    const documents = existsSync(created) ? readFileSync(created, 'utf8').split('---\n').slice(0, -1) : [];
    return {
      status,
      printed: stdout + stderr,
      calls: readFileSync(calls, 'utf8'),
      secrets: documents.map((document) => parse(document) as Created),
    };
  };
  const valueOf = ({ data }: Created): string =>
    Buffer.from(Object.values(data)[0] ?? '', 'base64').toString();

  it('makes a random key as the program does, in an immutable Secret with its labels', async () => {
    const { status, secrets, calls } = await made(tokens());
    assert.equal(status, 0);
    const [one, ...more] = secrets;
    assert.deepEqual(more, []);
    assert.deepEqual([one!.kind, one!.immutable], ['Secret', true]);
    assert.equal(one!.metadata.name, 'tokens-key-1-b38d440e');
    assert.deepEqual(one!.metadata.labels, {
      'app.kubernetes.io/name': 'tokens',
      'app.kubernetes.io/managed-by': 'kubectl',
    });
    const key = valueOf(one!);
    assert.match(key, /^[A-Za-z0-9+/]{43}=$/);
    assert.equal(Buffer.from(key, 'base64').length, 32);
    assert.ok(!calls.includes(key), 'the value is in the arguments of kubectl');
    assert.match(calls.split('\n')[0]!, /^apply --filename=tokens\/namespace-tokens\.yaml$/);
  });

  it('makes another key each time', async () => {
    const { secrets } = await made(tokens());
    writeFileSync(join(scratch(), 'created'), '');
    const again = await made(tokens());
    assert.notEqual(valueOf(secrets[0]!), valueOf(again.secrets[0]!));
  });

  it('makes a random password of letters and digits', async () => {
    const password = generator('randomPassword:RandomPassword', { length: 32, special: false });
    const { secrets } = await made([
      password,
      object(secret('login'), { propertyDependencies: { stringData: [password.urn] } }),
      object(workload(reading('login', 'password'))),
    ]);
    assert.deepEqual(Object.keys(secrets[0]!.data), ['password']);
    assert.match(valueOf(secrets[0]!), /^[A-Za-z0-9]{32}$/);
  });

  it('leaves a Secret that is there', async () => {
    const { status, secrets } = await made(tokens(), {}, [], true);
    assert.deepEqual([status, secrets], [0, []]);
  });

  it('gives its arguments to kubectl', async () => {
    const { calls } = await made(tokens(), {}, ['--context=prod']);
    for (const call of calls.trim().split('\n')) assert.match(call, /^--context=prod /);
  });

  const own = [object(secret('own')), object(workload(reading('own')))];

  it('takes a value of the user from the variable, byte for byte, and shows it nowhere', async () => {
    const value = `it's "$HOME" \\n \`id\` 100 %s ñ`;
    const { status, secrets, calls, printed } = await made(own, { OWN_RESOURCE_KEY: value });
    assert.equal(status, 0, printed);
    assert.equal(valueOf(secrets[0]!), value);
    assert.ok(!(calls + printed).includes('100 %s'));
  });

  it('names the variable that is not set, and makes no Secret without its value', async () => {
    const { status, secrets, printed } = await made(own, { OWN_RESOURCE_KEY: undefined });
    assert.notEqual(status, 0);
    assert.match(printed, /error: set the variable OWN_RESOURCE_KEY, see README\.md/);
    assert.deepEqual(secrets, []);
  });
});
