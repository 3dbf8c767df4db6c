import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { pulumiBin, pulumiHome } from '../../../local/host/paths';
import { hasOwnPulumi, isAtLeast } from '../../../local/toolchain/own-pulumi';
import { versions } from '../../../local/toolchain/tools';
import { fakeCommand, pathsIn, scratchFolder } from '../../support/unit/local';

interface Plugin {
  name: string;
  kind: string;
  version?: string;
}

describe('the Pulumi of the user', () => {
  const folder = scratchFolder();
  const plugins = (): Plugin[] =>
    Object.entries(versions.plugins).map(([name, version]) => ({ name, kind: 'resource', version }));

  /** Puts a fake CLI with this version and this list of plugins (JSON) on a path, and returns that path. */
  const install = (version: string, listed: string): string => {
    writeFileSync(join(folder(), 'plugins.json'), listed);
    fakeCommand(folder(), 'pulumi-language-nodejs', '');
    const list = `cat ${folder()}/plugins.json`;
    fakeCommand(
      folder(),
      'pulumi',
      `echo "$PULUMI_HOME" >${folder()}/home
       case "$1" in version) echo ${version} ;; plugin) ${list} ;; esac`,
    );
    return `${folder()}/bin:/usr/bin:/bin`;
  };
  const does = (PATH: string, more: NodeJS.ProcessEnv = {}): Promise<boolean> =>
    hasOwnPulumi(pathsIn(folder()), { env: { PATH, ...more } });

  it('is used when it is new enough and has every provider', async () => {
    assert.equal(await does(install(`v${versions.pulumi}`, JSON.stringify(plugins()))), true);
    assert.equal(await does(install('v3.999.0', JSON.stringify(plugins()))), true);
  });

  it('is not used when it is too old, lacks a provider or has another version of one', async () => {
    assert.equal(await does(install('v3.100.0', JSON.stringify(plugins()))), false);
    assert.equal(await does(install('v3.999.0', JSON.stringify(plugins().slice(1)))), false);
    const [first, ...rest] = plugins();
    const other = JSON.stringify([{ ...first, version: '0.0.1' }, ...rest]);
    assert.equal(await does(install('v3.999.0', other)), false);
  });

  it('is not used without its language host', async () => {
    const path = install('v3.999.0', JSON.stringify(plugins()));
    rmSync(join(folder(), 'bin', 'pulumi-language-nodejs'));
    assert.equal(await does(path), false);
  });

  it('is not used when it is not installed, fails or prints no JSON', async () => {
    assert.equal(await does('/usr/bin:/bin'), false);
    assert.equal(await does(install('v3.999.0', 'no JSON')), false);
    install('v3.999.0', '[]');
    const path = fakeCommand(folder(), 'pulumi', 'exit 1');
    assert.equal(await does(path), false);
  });

  it('does not include our own build, which `npm run env` adds to the path', async () => {
    install('v3.999.0', JSON.stringify(plugins()));
    const paths = pathsIn(folder());
    for (const bin of [pulumiBin(paths), join(paths.cache, 'tools', 'pulumi-0123', 'bin')]) {
      mkdirSync(dirname(bin), { recursive: true });
      renameSync(join(folder(), 'bin'), bin);
      assert.equal(await does(`${bin}:/usr/bin:/bin`), false);
      renameSync(bin, join(folder(), 'bin'));
    }
  });

  it('lists the plugins in its own home folder, not in ours', async () => {
    const path = install('v3.999.0', JSON.stringify(plugins()));
    const home = (): string => readFileSync(join(folder(), 'home'), 'utf8').trim();
    await does(path, { PULUMI_HOME: pulumiHome(pathsIn(folder())) });
    assert.equal(home(), '');
    await does(path, { PULUMI_HOME: '/home/user/.pulumi' });
    assert.equal(home(), '/home/user/.pulumi');
  });
});

describe('a version', () => {
  for (const version of ['v3.246.0', '3.246.0', 'v3.246.1', 'v3.247.0', 'v3.1000.0-alpha.1+dirty']) {
    it(`${version} is at least v3.246.0`, () => {
      assert.ok(isAtLeast(version, 'v3.246.0'));
    });
  }

  for (const version of ['v3.245.9', 'v3.9.0', 'v4.0.0', 'v2.999.0', '', 'unknown']) {
    it(`${version || '(empty)'} is not`, () => {
      assert.ok(!isAtLeast(version, '3.246.0'));
    });
  }
});
