import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import { quote } from '../../../cli/environment';
import { leanSdk } from '../../../cli/node-options';
import { pulumiBin, pulumiHome } from '../../../local/host/paths';
import { prepareStackHome, stackEnvironment } from '../../../cli/stack';
import type { Toolchain } from '../../../local/toolchain/toolchain';
import { versions } from '../../../local/toolchain/tools';
import { layoutIn, pathsIn, scratchFolder } from '../../support/unit/local';

const toolchain: Toolchain = {
  kubernetes: '/cache/kubernetes/bin',
  buildkit: '/cache/buildkit/bin',
  pause: '/cache/pause/bin',
  kubeRouter: '/cache/kube-router/bin',
  debian: '/cache/debian',
  pulumi: { cli: '/cache/pulumi/bin', random: '/cache/pulumi-random/bin' },
};

describe('the environment variables for plain pulumi and kubectl', () => {
  const folder = scratchFolder();
  const variables = (environment: NodeJS.ProcessEnv, tools = toolchain): Record<string, string> =>
    stackEnvironment(layoutIn(folder()), tools, environment);

  it('name the cluster, the image builder, and our own backend and passphrase', () => {
    const paths = pathsIn(folder());
    const { PATH, ...others } = variables({ PATH: '/usr/bin' });
    assert.equal(PATH, `${pulumiBin(paths)}:/usr/bin`);
    assert.deepEqual(others, {
      KUBECONFIG: join(paths.data, 'kubeconfig'),
      BUILDX_CONFIG: join(paths.data, 'buildx'),
      BUILDX_BUILDER: 'shared-keys',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_NODEJS_TRANSPILE_ONLY: 'true',
      NODE_OPTIONS: leanSdk(),
      PULUMI_HOME: pulumiHome(paths),
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      PULUMI_BACKEND_URL: `file://${paths.pulumi}/state`,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(paths.pulumi, 'passphrase'),
    });
  });

  it('keep the backend, the passphrase and the PULUMI_HOME that the user has set', () => {
    const own = {
      PULUMI_BACKEND_URL: 's3://bucket',
      PULUMI_CONFIG_PASSPHRASE_FILE: '/home/user/passphrase',
      PULUMI_HOME: '/home/user/.pulumi',
    };
    const { PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE_FILE, PULUMI_HOME } = variables(own);
    assert.deepEqual({ PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE_FILE, PULUMI_HOME }, own);
  });

  it('name no passphrase file when the user has set a passphrase, even an empty one', () => {
    for (const PULUMI_CONFIG_PASSPHRASE of ['secret', ''])
      assert.ok(!('PULUMI_CONFIG_PASSPHRASE_FILE' in variables({ PULUMI_CONFIG_PASSPHRASE })));
  });

  it('do not concern the home and the plugins of the user’s own Pulumi', () => {
    const { PULUMI_HOME, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION } = variables(
      {},
      { ...toolchain, pulumi: undefined },
    );
    assert.equal(PULUMI_HOME, undefined);
    assert.equal(PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION, undefined);
  });

  it('are the same when they are already set: PATH does not grow', () => {
    const first = variables({ PATH: '/usr/bin:/bin' });
    assert.deepEqual(variables(first), first);
  });

  it('have no empty entry in PATH, which would mean the current folder', () => {
    const bin = pulumiBin(pathsIn(folder()));
    assert.equal(variables({ PATH: ':/usr/bin::' }).PATH, `${bin}:/usr/bin`);
    assert.equal(variables({}).PATH, bin);
  });

  it('are quoted so that a shell reads any value unchanged', () => {
    for (const value of ['plain', 'two words', "it's", '$HOME `id` "x" \\', "''", '', 'a\nb', '!*?~'])
      assert.equal(spawnSync('sh', ['-c', `printf %s ${quote(value)}`]).stdout.toString(), value);
  });
});

describe('the folder of Pulumi', () => {
  const folder = scratchFolder();
  const prepare = (tools = toolchain, environment: NodeJS.ProcessEnv = {}): void => {
    const layout = layoutIn(folder());
    prepareStackHome(layout, tools, stackEnvironment(layout, tools, environment));
  };
  const passphrase = (): string => join(pathsIn(folder()).pulumi, 'passphrase');
  const command = (name: string): string => join(pulumiBin(pathsIn(folder())), name);
  const cli = (): string => join(pathsIn(folder()).pulumi, 'cli', 'pulumi');
  const plugin = (home: string): string =>
    join(home, 'plugins', `resource-random-v${versions.plugins.random}`, 'pulumi-resource-random');

  it('gets a long passphrase that only this user can read, and keeps it', () => {
    prepare();
    const made = readFileSync(passphrase(), 'utf8');
    assert.match(made, /^[\w-]{43}\n$/);
    assert.equal(statSync(passphrase()).mode & 0o777, 0o600);
    assert.equal(statSync(pathsIn(folder()).pulumi).mode & 0o777, 0o700);
    prepare();
    assert.equal(readFileSync(passphrase(), 'utf8'), made);
  });

  it('gets links to the commands and the plugins, which are updated after a new build', () => {
    const home = pulumiHome(pathsIn(folder()));
    prepare();
    assert.equal(readlinkSync(command('kubectl')), '/cache/kubernetes/bin/kubectl');
    assert.equal(readlinkSync(cli()), '/cache/pulumi/bin/pulumi');
    assert.equal(readlinkSync(plugin(home)), '/cache/pulumi-random/bin/pulumi-resource-random');
    prepare({ ...toolchain, kubernetes: '/new', pulumi: { cli: '/new', random: '/newer' } });
    assert.equal(readlinkSync(command('kubectl')), '/new/kubectl');
    assert.equal(readlinkSync(cli()), '/new/pulumi');
    assert.equal(readlinkSync(plugin(home)), '/newer/pulumi-resource-random');
  });

  it('keeps a correct link, since other processes may be using it', () => {
    prepare();
    const { ino } = lstatSync(cli());
    prepare();
    assert.equal(lstatSync(cli()).ino, ino);
  });

  it('has no link to our Pulumi when the user’s own Pulumi is used', () => {
    prepare();
    prepare({ ...toolchain, pulumi: undefined });
    assert.equal(lstatSync(cli(), { throwIfNoEntry: false }), undefined);
    assert.ok(lstatSync(command('kubectl')).isSymbolicLink());
  });

  it('keeps the plugins that the user has installed in PULUMI_HOME', () => {
    const home = join(folder(), 'home');
    mkdirSync(join(plugin(home), '..'), { recursive: true });
    writeFileSync(plugin(home), 'the user’s own');
    prepare(toolchain, { PULUMI_HOME: home });
    assert.equal(readFileSync(plugin(home), 'utf8'), 'the user’s own');
  });

  it('has a broken link replaced', () => {
    mkdirSync(dirname(cli()), { recursive: true });
    symlinkSync('/gone', cli());
    prepare();
    assert.equal(readlinkSync(cli()), '/cache/pulumi/bin/pulumi');
  });
});
