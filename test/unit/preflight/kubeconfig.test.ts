import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { connectionTo } from '../../../components/preflight/connection';
import {
  accessBy,
  kubeconfigFiles,
  readKubeconfig,
  type Access,
} from '../../../components/preflight/kubeconfig';

describe('the kubeconfig', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Writes a file with a context for each cluster; the current context is the first, unless another one is given. */
  function write(file: string, servers: Record<string, string>, current = Object.keys(servers)[0]): string {
    const names = Object.keys(servers);
    const content = {
      'current-context': current,
      contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
      clusters: names.map((name) => ({
        name,
        cluster: { server: servers[name], 'certificate-authority': 'ca.crt' },
      })),
      users: names.map((name) => ({ name, user: { token: `${file}-${name}` } })),
    };
    const path = join(folder, file);
    writeFileSync(path, JSON.stringify(content));
    return path;
  }

  function access(KUBECONFIG: string, context?: string): Access {
    const files = kubeconfigFiles({ KUBECONFIG });
    return accessBy(readKubeconfig(files), files, context);
  }

  it('is merged from a list of files as by kubectl: the first file to name something wins', () => {
    const first = write('first', { a: 'https://a' }, '');
    const second = write('second', { b: 'https://b', a: 'https://not-a' });
    const third = write('third', { b: 'https://not-b' }, 'a');
    writeFileSync(join(folder, 'empty'), '');
    const list = [join(folder, 'missing'), first, join(folder, 'empty'), second, third].join(delimiter);
    assert.equal(access(list).cluster.server, 'https://b');
    assert.equal(access(list, 'a').cluster.server, 'https://a');
    assert.equal(access(list, 'a').user.token, 'first-a');
  });

  it('takes relative paths from the folder of their own file', () => {
    mkdirSync(join(folder, 'deep'));
    const list = [write('a', { a: 'https://a' }), write('deep/b', { b: 'https://b' })].join(delimiter);
    const authorities = ['a', 'b'].map((context) => access(list, context).cluster['certificate-authority']);
    assert.deepEqual(authorities, [join(folder, 'ca.crt'), join(folder, 'deep', 'ca.crt')]);
  });

  it('leaves out entries that have no name or no content', () => {
    const file = write('config', { a: 'https://a' });
    writeFileSync(
      join(folder, 'half'),
      JSON.stringify({ clusters: [{ name: 'a' }, { cluster: {} }, 7], users: 1 }),
    );
    assert.equal(access([join(folder, 'half'), file].join(delimiter)).cluster.server, 'https://a');
  });

  it('says which contexts it has when the chosen one is missing', () => {
    const file = write('config', { a: 'https://a', b: 'https://b' });
    const message =
      'the kubeconfig has no context c: choose another one by the setting `context`; it has a, b';
    assert.throws(() => access(file, 'c'), { message });
  });

  it('says when there is no current context, and when a context has no cluster', () => {
    const none = 'the kubeconfig has no current context: choose one by the setting `context`; it has a';
    assert.throws(() => access(write('config', { a: 'https://a' }, '')), { message: none });
    const file = join(folder, 'half');
    const contexts = [{ name: 'x', context: { cluster: 'gone', user: 'x' } }];
    writeFileSync(file, JSON.stringify({ 'current-context': 'x', contexts }));
    assert.throws(() => access(file), { message: 'the kubeconfig has no cluster for its context x' });
  });

  it('says when there is none, and when a file is not one', () => {
    const none = 'there is no kubeconfig: set KUBECONFIG to the file of your cluster';
    assert.throws(() => access(join(folder, 'missing')), { message: none });
    const broken = join(folder, 'broken');
    for (const content of ['contexts: [', '- a', 'text']) {
      writeFileSync(broken, content);
      assert.throws(() => access(broken), /^Error: the kubeconfig .*broken cannot be read: [^\n]+$/);
    }
  });

  describe('is used as the Kubernetes client does', () => {
    const encoded = (text: string): string => Buffer.from(text).toString('base64');
    const clusters: Record<string, object> = {
      'nothing else': {},
      'its authority in a file': { 'certificate-authority': 'ca.crt' },
      'its authority in itself': { 'certificate-authority-data': encoded('authority') },
      'no verification': { 'insecure-skip-tls-verify': true },
      'another name in its certificate': { 'tls-server-name': 'kubernetes' },
      'a proxy': { 'proxy-url': 'http://127.0.0.1:9' },
    };
    const users: Record<string, object> = {
      'no credentials': {},
      'a certificate in files': { 'client-certificate': 'user.crt', 'client-key': 'user.key' },
      'a certificate in itself': {
        'client-certificate-data': encoded('certificate'),
        'client-key-data': encoded('key'),
      },
      'both, of which the files win': {
        'client-certificate': 'user.crt',
        'client-certificate-data': encoded('no'),
      },
      'a token': { token: 'of-the-user' },
      'a token in a file': { tokenFile: 'token' },
      'a name and a password': { username: 'name', password: 'secret' },
      'somebody else to be': { token: 'of-the-user', as: 'somebody' },
      'a program that fetches a token': {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'echo',
          args: ['{"status": {"token": "of-the-program"}}'],
          interactiveMode: 'Never',
        },
      },
    };
    for (const [what, cluster] of Object.entries(clusters))
      for (const [who, user] of Object.entries(users))
        it(`for a cluster with ${what}, and a user with ${who}`, async () => {
          for (const file of ['ca.crt', 'user.crt', 'user.key', 'token'])
            writeFileSync(join(folder, file), `content of ${file}`);
          const file = join(folder, 'config');
          const content = {
            'current-context': 'x',
            contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
            clusters: [{ name: 'x', cluster: { server: 'https://127.0.0.1:1/', ...cluster } }],
            users: [{ name: 'x', user }],
          };
          writeFileSync(file, JSON.stringify(content));
          const { KubeConfig } = await import('@kubernetes/client-node');
          const library = new KubeConfig();
          library.loadFromFile(file);
          const expected = { headers: {} } as Record<string, unknown>;
          await library.applyToHTTPSOptions(expected);
          const { server, options } = await connectionTo({ KUBECONFIG: file }, undefined);
          assert.equal(server, 'https://127.0.0.1:1');
          const asked = options as Record<string, unknown>;
          for (const key of ['ca', 'cert', 'key', 'headers', 'auth', 'rejectUnauthorized', 'servername'])
            assert.deepEqual(asked[key], expected[key], key);
          // The library's agent has the proxy; without one, Node's own does the same by these options.
          const proxied = (value: unknown): boolean =>
            (value as object | undefined)?.constructor.name.includes('Proxy') ?? false;
          assert.equal(proxied(asked.agent), proxied(expected.agent));
        });
  });
});
