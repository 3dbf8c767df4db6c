import { strict as assert } from 'node:assert';

import { checkMachine, goVersion } from '../../../local/toolchain/host';
import { fakeCommand, scratchFolder } from '../../support/unit/local';

describe('the machine', () => {
  const own = /or deploy to a cluster of your own \(README, "Your own cluster"\)\.$/;

  it('is accepted with Linux and root', () => {
    checkMachine('linux', 0);
  });

  it('is refused with another operating system, and the message names alternatives', () => {
    assert.throws(() => checkMachine('darwin', 0), {
      name: 'Failure',
      message: /^The local cluster needs Linux, and this is darwin: use a Linux machine, /,
    });
    assert.throws(() => checkMachine('win32', undefined), { message: own });
  });

  it('is refused to a user other than root, and the message has the command to run', () => {
    assert.throws(() => checkMachine('linux', 1000, 'reset'), {
      name: 'Failure',
      message: /^The local cluster needs root: run `sudo env "PATH=\$PATH" npm run reset`, /,
    });
    assert.throws(() => checkMachine('linux', 1000), { message: own });
  });
});

describe('Go', () => {
  const folder = scratchFolder();
  const versionOf = (script: string): Promise<string> =>
    goVersion({ env: { PATH: fakeCommand(folder(), 'go', script) } });

  for (const version of ['go1.26.0', 'go1.26.8', 'go1.27rc1', 'go2.0', 'devel go1.28-abcdef']) {
    it(`version ${version} is accepted`, async () => {
      assert.equal(await versionOf(`echo "${version}"`), version);
    });
  }

  for (const version of ['go1.25.4', 'go1.9', 'go1.3rc2']) {
    it(`version ${version} is refused as too old`, async () => {
      await assert.rejects(versionOf(`echo ${version}`), {
        name: 'Failure',
        message: `Go 1.26 or newer is needed to build the tools, but this is ${version}: update Go.`,
      });
    });
  }

  const missing = {
    name: 'Failure',
    message: /^Go 1\.26 or newer is needed to build the tools, but `go` cannot be run: install Go\b/,
  };

  it('is reported when it is missing', async () => {
    await assert.rejects(goVersion({ env: { PATH: folder() } }), missing);
  });

  it('is reported when it fails', async () => {
    await assert.rejects(versionOf('exit 1'), missing);
  });
});
