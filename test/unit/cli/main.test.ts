import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';

import { main } from '../../../cli/main';
import { pathsFrom, withSystemFolders } from '../../../local/host/paths';

describe('npm run COMMAND', () => {
  /** Runs a command line; returns its status and its standard error. */
  const run = async (...args: string[]): Promise<{ status: number; printed: string }> => {
    const { stderr } = process;
    const { PATH } = process.env;
    let printed = '';
    Object.defineProperty(process, 'stderr', {
      configurable: true,
      value: { write: (text: string) => (printed += text) },
    });
    try {
      return { status: await main(args), printed };
    } finally {
      Object.defineProperty(process, 'stderr', { configurable: true, value: stderr });
      process.env.PATH = PATH;
    }
  };

  it('does not load the packages of Pulumi, which would take a second at every command', () => {
    const loads = `
      require('tsx/cjs');
      // A command is loaded when it is run.
      const names = require('node:fs').readdirSync('cli').filter((name) => name.endsWith('.ts'));
      for (const name of names) require('./cli/' + name);
      const { sep } = require('node:path');
      const files = Object.keys(require.cache);
      console.log(files.some((file) => file.endsWith('bench.ts')), files.filter((file) => file.includes(sep + '@pulumi' + sep)));`;
    assert.equal(execFileSync(process.execPath, ['-e', loads], { encoding: 'utf8' }), 'true []\n');
  });

  for (const name of ['nonsense', '--help', 'constructor', '__proto__', 'toString', '']) {
    it(`prints the usage and fails for the unknown command “${name}”`, async () => {
      const { status, printed } = await run(name);
      assert.match(printed, /^Usage: npm run COMMAND\n\n {2}up {11}start the local cluster/);
      assert.equal(status, 2);
    });
  }

  it('prints the usage without a command', async () => {
    const { status, printed } = await run();
    assert.match(printed, /^Usage:/);
    assert.equal(status, 0);
  });

  for (const name of ['down', 'reset', 'env']) {
    it(`refuses arguments of ${name} before it does anything`, async () => {
      assert.deepEqual(await run(name, '--force', 'now'), {
        status: 2,
        printed: `error: npm run ${name} accepts no arguments, but got: --force now\n`,
      });
    });
  }

  it('accepts arguments of each command whose usage has some', async () => {
    const { printed } = await run('--help');
    const named = [...printed.matchAll(/npm run (\w+) (?:-- )?\[/g)].map(([, name = '']) => name);
    assert.ok(named.includes('deploy') && named.includes('diagnose'));
    for (const name of named) {
      const { printed: said } = await run(name, '--no-such-option');
      assert.doesNotMatch(said, /accepts no arguments/, name);
    }
  });

  it('refuses an argument of up that it does not know', async () => {
    assert.deepEqual(await run('up', '--force'), {
      status: 1,
      printed: 'error: npm run up does not know --force. Usage: npm run up [-- --lose-data]\n',
    });
  });

  it('prints an error in one line, and fails', async () => {
    const { status, printed } = await run('logs', '--since', 'yesterday');
    assert.match(printed, /^error: [^\n]+\n$/);
    assert.equal(status, 1);
  });

  it('refuses an unknown stage of tests', async () => {
    const { status, printed } = await run('test', 'everything');
    assert.match(printed, /^error: there is no stage everything\. [^\n]+\n$/);
    assert.equal(status, 2);
  });

  it('removes its signal handlers at the end, so that a second Ctrl-C ends the process', async () => {
    const before = process.listenerCount('SIGINT');
    await run('logs', '--since', 'yesterday');
    assert.equal(process.listenerCount('SIGINT'), before);
  });
});

describe('the paths', () => {
  it('are in the home folder of the user, except for those of the cluster', () => {
    assert.deepEqual(pathsFrom({ HOME: '/home/user' }, '/clone'), {
      project: '/clone',
      cache: '/home/user/.cache/shared-keys',
      pulumi: '/home/user/.local/state/shared-keys/pulumi',
      data: '/var/lib/shared-keys',
      run: '/run/shared-keys',
    });
  });

  it('follow XDG_CACHE_HOME and XDG_STATE_HOME', () => {
    const chosen = { HOME: '/home/user', XDG_CACHE_HOME: '/cache', XDG_STATE_HOME: '/state' };
    const { cache, pulumi } = pathsFrom(chosen, '/clone');
    assert.deepEqual([cache, pulumi], ['/cache/shared-keys', '/state/shared-keys/pulumi']);
  });
});

describe('the search path', () => {
  it('gets the system folders that `su` has left out', () => {
    assert.equal(
      withSystemFolders('/opt/go/bin:/usr/bin:/bin'),
      '/opt/go/bin:/usr/bin:/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin',
    );
  });

  it('does not change when it has all system folders', () => {
    const path = withSystemFolders(undefined);
    assert.equal(path, '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
    assert.equal(withSystemFolders(path), path);
  });
});
