import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { takeLock } from '../../../local/host/lock';
import { identify } from '../../../local/host/process-table';
import { scratchFolder } from '../../support/unit/local';

/** The id of a process that has just exited. */
function goneProcess(): number {
  return spawnSync('true').pid;
}

describe('the lock of commands that change the cluster', () => {
  const folder = scratchFolder();
  const lock = (): string => join(folder(), 'run', 'lock');

  it('refuses a second owner in one line that names the first', () => {
    const release = takeLock(lock(), 'npm run up');
    assert.throws(() => takeLock(lock(), 'npm run down'), {
      name: 'Failure',
      message: `\`npm run up\` is running as process ${process.pid}; wait for it to end, or stop it.`,
    });
    release();
    assert.ok(!existsSync(lock()));
  });

  it('can be taken again after its release, which leaves no file behind', () => {
    takeLock(lock(), 'npm run up')();
    takeLock(lock(), 'npm run up')();
    assert.deepEqual(readdirSync(join(folder(), 'run')), []);
  });

  it('is taken over from an owner that was killed', () => {
    takeLock(lock(), 'first')();
    writeFileSync(lock(), JSON.stringify({ pid: goneProcess(), started: '1', purpose: 'npm run up' }));
    const release = takeLock(lock(), 'npm run down');
    assert.match(readFileSync(lock(), 'utf8'), /npm run down/);
    release();
    assert.deepEqual(readdirSync(join(folder(), 'run')), []);
  });

  it('is taken over from an owner whose process id now belongs to another program', () => {
    takeLock(lock(), 'first')();
    writeFileSync(lock(), JSON.stringify({ pid: process.pid, started: '1', purpose: 'npm run up' }));
    takeLock(lock(), 'npm run down')();
    assert.ok(!existsSync(lock()));
  });

  for (const [what, text] of [
    ['empty', ''],
    ['truncated', '{"pid":12,'],
    ['without an owner', '{}'],
  ] as const) {
    it(`is taken over when its file is ${what}`, () => {
      takeLock(lock(), 'first')();
      writeFileSync(lock(), text);
      takeLock(lock(), 'npm run up')();
      assert.ok(!existsSync(lock()));
    });
  }

  it('is taken over after another process was killed while it took the lock over', () => {
    takeLock(lock(), 'first')();
    const abandoned = JSON.stringify({ pid: goneProcess(), started: '1', purpose: 'npm run up' });
    writeFileSync(lock(), abandoned);
    writeFileSync(`${lock()}.takeover`, abandoned);
    takeLock(lock(), 'npm run up')();
    assert.deepEqual(readdirSync(join(folder(), 'run')), []);
  });

  it('is not released by a process that no longer owns it', () => {
    const release = takeLock(lock(), 'npm run up');
    writeFileSync(lock(), JSON.stringify({ pid: 1, started: '2', purpose: 'another' }));
    release();
    assert.match(readFileSync(lock(), 'utf8'), /another/);
  });

  it('is refused while another process that owns it runs', () => {
    const other = spawn('sleep', ['60']);
    try {
      takeLock(lock(), 'first')();
      const owner = { ...identify(other.pid ?? 0), purpose: 'npm run reset' };
      writeFileSync(lock(), JSON.stringify(owner));
      assert.throws(() => takeLock(lock(), 'npm run up'), {
        message: new RegExp(`^\`npm run reset\` is running as process ${other.pid};`),
      });
      assert.deepEqual(JSON.parse(readFileSync(lock(), 'utf8')), owner);
      assert.deepEqual(readdirSync(join(folder(), 'run')), ['lock']);
    } finally {
      other.kill('SIGKILL');
    }
  });
});
