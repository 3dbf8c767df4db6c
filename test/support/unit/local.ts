import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { layoutOf, type Layout } from '../../../local/cluster/layout';
import type { Paths } from '../../../local/host/paths';
import { isAlive, identify } from '../../../local/host/process-table';
import { waitFor } from '../../../local/host/wait';

/** A temporary folder for each test of the suite that calls this; gives the function that names it. */
export function scratchFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shared-keys-unit-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}

/** Waits until something is so. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  await waitFor({ what, timeout: 5_000, interval: 5 }, () => (condition() ? true : undefined));
}

/** Waits for a file that holds a process id, and gives that. */
export async function pidIn(file: string): Promise<number> {
  await until(`a process id in ${file}`, () => existsSync(file) && /^\d+\n/.test(readFileSync(file, 'utf8')));
  return Number(readFileSync(file, 'utf8'));
}

/** Waits until a process has ended. */
export async function ended(pid: number): Promise<void> {
  const id = identify(pid);
  await until(`process ${pid} has ended`, () => !id || !isAlive(id));
}

/** For what must not be told. */
export function unexpected(text: string): void {
  throw new Error(`it was told: ${text}`);
}

/** Makes a command of shell text in the folder `bin`, and gives a search path that begins with that. */
export function fakeCommand(folder: string, name: string, script: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  return `${bin}:${process.env.PATH ?? ''}`;
}

/** Every path below a folder. */
export function pathsIn(folder: string): Paths {
  return {
    project: join(folder, 'project'),
    cache: join(folder, 'cache'),
    pulumi: join(folder, 'pulumi'),
    data: join(folder, 'data'),
    run: join(folder, 'run'),
  };
}

/** The cluster's files below a folder. */
export function layoutIn(folder: string): Layout {
  return layoutOf(pathsIn(folder), {
    kubernetes: '/tools/kubernetes',
    buildkit: '/tools/buildkit',
    pause: '/tools/pause',
    debian: '/tools/debian',
  });
}
