import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { raiseShare } from '../../../local/cluster/processor-share';
import { scratchFolder } from '../../support/unit/local';

describe('the share of the processors that pods and builds get', () => {
  const folder = scratchFolder();

  function shareAfter(file: string, value: string, self: string): string {
    const path = join(folder(), file);
    writeFileSync(path, value);
    raiseShare(folder(), self);
    return readFileSync(path, 'utf8');
  }

  it('is that of four processes where processes are in no group', () => {
    assert.equal(shareAfter('cpu.shares', '1024', '3:cpuset:/\n2:cpu,cpuacct:/\n0::/\n'), '4096');
    assert.equal(shareAfter('cpu.shares', '1024', '4:memory:/a\n1:cpu:/\n'), '4096');
    assert.equal(shareAfter('cpu.weight', '100', '0::/\n'), '400');
  });

  it('is left to the kernel where they are in groups', () => {
    assert.equal(shareAfter('cpu.shares', '1024', '2:cpu,cpuacct:/user.slice\n0::/\n'), '1024');
    assert.equal(shareAfter('cpu.weight', '100', '0::/user.slice/user-0.slice/session-1.scope\n'), '100');
  });
});
