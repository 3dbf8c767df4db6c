import { strict as assert } from 'node:assert';

import { checkMachine, goVersion } from '../../../local/toolchain/host';
import { fakeCommand, scratchFolder } from '../../support/unit/local';

describe('the machine', () => {
  const own = /or deploy to a cluster of your own \(README, "Your own cluster"\)\.$/;

  it('may be Linux, as root', () => {
    checkMachine('linux', 0);
  });

  it('of another kind is refused with the way out', () => {
    assert.throws(() => checkMachine('darwin', 0), {
      name: 'Failure',
      message: /^The local cluster needs Linux, and this is darwin: use a Linux machine, /,
    });
    assert.throws(() => checkMachine('win32', undefined), { message: own });
  });

  it('is refused to another user, who is told how to go on with this very command', () => {
    assert.throws(() => checkMachine('linux', 1000, 'reset'), {
      name: 'Failure',
      message: /^The local cluster needs root: go on with `sudo env "PATH=\$PATH" npm run reset`, /,
    });
    assert.throws(() => checkMachine('linux', 1000), { message: own });
  });
});

describe('Go', () => {
  const folder = scratchFolder();
  const versionOf = (script: string): Promise<string> =>
    goVersion({ env: { PATH: fakeCommand(folder(), 'go', script) } });

  for (const version of ['go1.26.0', 'go1.26.8', 'go1.27rc1', 'go2.0', 'devel go1.28-abcdef']) {
    it(`may be ${version}`, async () => {
      assert.equal(await versionOf(`echo "${version}"`), version);
    });
  }

  for (const version of ['go1.25.4', 'go1.9', 'go1.3rc2']) {
    it(`of version ${version} is told to be too old`, async () => {
      await assert.rejects(versionOf(`echo ${version}`), {
        name: 'Failure',
        message: `Go 1.26 or newer is needed to build the tools, and this is ${version}: update Go.`,
      });
    });
  }

  const missing = {
    name: 'Failure',
    message: /^Go 1\.26 or newer is needed to build the tools, and `go` cannot be run: install Go\b/,
  };

  it('that is missing is told so', async () => {
    await assert.rejects(goVersion({ env: { PATH: folder() } }), missing);
  });

  it('that does not run is told so', async () => {
    await assert.rejects(versionOf('exit 1'), missing);
  });
});
