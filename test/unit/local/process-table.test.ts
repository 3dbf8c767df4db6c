import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import {
  bootId,
  commandOf,
  identify,
  isAlive,
  processesInGroup,
  processesOf,
  residentBytes,
} from '../../../local/host/process-table';
import { scratchFolder, until } from '../../support/unit/local';

const pids = (found: readonly { pid: number }[]): number[] => found.map(({ pid }) => pid);

describe('the process table', () => {
  const folder = scratchFolder();
  const children: ChildProcess[] = [];
  const start = async (command: string, ...args: string[]): Promise<number> => {
    const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'] });
    children.push(child);
    await once(child, 'spawn');
    return child.pid!;
  };
  const sleeper = (command = 'sleep'): Promise<number> => start(command, '60');
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it('identifies a running process by its id and its start time', async () => {
    const id = identify(await sleeper());
    assert.ok(id && isAlive(id));
    assert.ok(!isAlive({ ...id, started: '1' }), 'the same id with another start is another process');
  });

  it('identifies a process whose name contains spaces and parentheses', async () => {
    const program = join(folder(), 'a) S (b');
    copyFileSync('/bin/sleep', program);
    const pid = await sleeper(program);
    const plain = await sleeper();
    assert.match(identify(pid)?.started ?? '', /^\d+$/);
    assert.ok(Math.abs(Number(identify(pid)?.started) - Number(identify(plain)?.started)) < 1000);
    assert.equal(commandOf(pid), 'a) S (b');
  });

  it('does not count a zombie as running', async () => {
    // `exec` replaces the shell with a program that never waits for its child.
    const pid = await start('sh', '-c', 'sleep 0 & exec sleep 60');
    const zombie = (): number => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
    await until('the child is a zombie', () => {
      const child = zombie();
      return child > 0 && readFileSync(`/proc/${child}/stat`, 'utf8').includes(' Z ');
    });
    assert.equal(identify(zombie()), undefined);
  });

  it('does not count a process id without a process as running', () => {
    assert.equal(identify(2 ** 22 + 1), undefined);
    assert.ok(!isAlive({} as never));
    assert.equal(residentBytes(2 ** 22 + 1), 0);
    assert.equal(commandOf(2 ** 22 + 1), undefined);
  });

  it('returns the memory of a process and the boot id', () => {
    assert.ok(residentBytes(process.pid) > 2 ** 20);
    assert.match(bootId(), /^[0-9a-f-]{36}$/);
  });

  it('finds the processes that run a program from one folder and name another folder', async () => {
    const [own, foreign] = ['cache', 'cache-of-another'].map((name) => {
      mkdirSync(join(folder(), name));
      copyFileSync('/bin/sh', join(folder(), name, 'sh'));
      return join(folder(), name, 'sh');
    });
    const named = ['-c', 'read -r _', 'sh', `--root=${folder()}/data/0`];
    const wanted = await start(own!, ...named);
    await start(own!, '-c', 'read -r _');
    await start(foreign!, ...named);
    await start('sh', ...named);
    assert.deepEqual(pids(processesOf(join(folder(), 'cache'), [join(folder(), 'data')])), [wanted]);
  });

  it('finds such processes when the folder is a symbolic link', async () => {
    mkdirSync(join(folder(), 'real'));
    symlinkSync(join(folder(), 'real'), join(folder(), 'link'));
    copyFileSync('/bin/sleep', join(folder(), 'real', 'sleep'));
    const pid = await sleeper(join(folder(), 'link', 'sleep'));
    assert.deepEqual(pids(processesOf(join(folder(), 'link'), ['60'])), [pid]);
  });

  it('finds the processes in a control group, but not in a group with a longer name', async () => {
    const pid = await sleeper();
    const groups = [...readFileSync(`/proc/${pid}/cgroup`, 'utf8').matchAll(/^[^:]*:[^:]*:\/([^/\n]+)/gm)];
    for (const [, name = ''] of groups) {
      assert.ok(pids(processesInGroup(name)).includes(pid));
      assert.ok(!pids(processesInGroup(name.slice(0, -1))).includes(pid));
    }
    assert.deepEqual(processesInGroup('no-group-of-this-name'), []);
  });
});
