import { strict as assert } from 'node:assert';

import { main } from '../../../cli/main';
import { pathsFrom, withSystemFolders } from '../../../local/host/paths';

describe('npm run COMMAND', () => {
  /** Runs a command line, and gives its status and what it printed on standard error. */
  const run = async (...args: string[]): Promise<{ status: number; told: string }> => {
    const { stderr } = process;
    const { PATH } = process.env;
    let told = '';
    Object.defineProperty(process, 'stderr', {
      configurable: true,
      value: { write: (text: string) => (told += text) },
    });
    try {
      return { status: await main(args), told };
    } finally {
      Object.defineProperty(process, 'stderr', { configurable: true, value: stderr });
      process.env.PATH = PATH;
    }
  };

  for (const name of ['nonsense', '--help', 'constructor', '__proto__', 'toString', '']) {
    it(`shows what there is, and fails, for the command “${name}”`, async () => {
      const { status, told } = await run(name);
      assert.match(told, /^Usage: npm run COMMAND\n\n {2}up {7}bring up the local cluster/);
      assert.equal(status, 2);
    });
  }

  it('shows what there is without a command', async () => {
    const { status, told } = await run();
    assert.match(told, /^Usage:/);
    assert.equal(status, 0);
  });

  for (const name of ['up', 'down', 'reset', 'status', 'env']) {
    it(`refuses words behind ${name} before it does anything`, async () => {
      assert.deepEqual(await run(name, '--force', 'now'), {
        status: 2,
        told: `error: npm run ${name} takes no arguments, and was given --force now.\n`,
      });
    });
  }

  it('tells a fault in one line, and fails', async () => {
    const { status, told } = await run('logs', '--since', 'yesterday');
    assert.match(told, /^error: [^\n]+\n$/);
    assert.equal(status, 1);
  });

  it('refuses a stage of tests that there is not', async () => {
    const { status, told } = await run('test', 'everything');
    assert.match(told, /^error: there is no stage everything; [^\n]+\n$/);
    assert.equal(status, 2);
  });

  it('leaves no handler of signals behind: a second Ctrl-C ends what is left', async () => {
    const before = process.listenerCount('SIGINT');
    await run('logs', '--since', 'yesterday');
    assert.equal(process.listenerCount('SIGINT'), before);
  });
});

describe('the places of files', () => {
  it('are below the user’s home, and one for the machine’s cluster', () => {
    assert.deepEqual(pathsFrom({ HOME: '/home/user' }, '/clone'), {
      project: '/clone',
      cache: '/home/user/.cache/shared-keys',
      pulumi: '/home/user/.local/state/shared-keys/pulumi',
      data: '/var/lib/shared-keys',
      run: '/run/shared-keys',
    });
  });

  it('follow the folders that the user has chosen for caches and state', () => {
    const chosen = { HOME: '/home/user', XDG_CACHE_HOME: '/cache', XDG_STATE_HOME: '/state' };
    const { cache, pulumi } = pathsFrom(chosen, '/clone');
    assert.deepEqual([cache, pulumi], ['/cache/shared-keys', '/state/shared-keys/pulumi']);
  });
});

describe('the search path', () => {
  it('gets the folders of the system’s commands where `su` has left them out', () => {
    assert.equal(
      withSystemFolders('/opt/go/bin:/usr/bin:/bin'),
      '/opt/go/bin:/usr/bin:/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin',
    );
  });

  it('stays as it is where they are all there', () => {
    const path = withSystemFolders(undefined);
    assert.equal(path, '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
    assert.equal(withSystemFolders(path), path);
  });
});
