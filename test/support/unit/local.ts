import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { layoutOf, type Layout } from '../../../local/cluster/layout';
import type { Paths } from '../../../local/host/paths';
import { isAlive, identify } from '../../../local/host/process-table';
import { waitFor } from '../../../local/host/wait';

/** Creates a temporary folder for each test of the suite; returns a function that returns its path. */
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

/**
 * Waits until a condition is true, for 5 s at most.
 *
 * @param what - the condition, for the error message.
 */
export async function until(what: string, condition: () => boolean): Promise<void> {
  await waitFor({ what, timeout: 5_000, interval: 5 }, () => (condition() ? true : undefined));
}

/** Waits until a file contains a process id, and returns it. */
export async function pidIn(file: string): Promise<number> {
  await until(`a process id in ${file}`, () => existsSync(file) && /^\d+\n/.test(readFileSync(file, 'utf8')));
  return Number(readFileSync(file, 'utf8'));
}

/** Waits until a process has exited. */
export async function ended(pid: number): Promise<void> {
  const id = identify(pid);
  await until(`process ${pid} has exited`, () => !id || !isAlive(id));
}

/** A callback for messages that must not be sent: it throws. */
export function unexpected(text: string): void {
  throw new Error(`unexpected message: ${text}`);
}

/** Writes a shell script as a command into the folder `bin`; returns a PATH that begins with that folder. */
export function fakeCommand(folder: string, name: string, script: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  return `${bin}:${process.env.PATH ?? ''}`;
}

/** The paths of an installation below a folder. */
export function pathsIn(folder: string): Paths {
  return {
    project: join(folder, 'project'),
    cache: join(folder, 'cache'),
    pulumi: join(folder, 'pulumi'),
    data: join(folder, 'data'),
    run: join(folder, 'run'),
  };
}

/** The layout of a cluster below a folder. */
export function layoutIn(folder: string): Layout {
  return layoutOf(pathsIn(folder), {
    kubernetes: '/tools/kubernetes',
    buildkit: '/tools/buildkit',
    pause: '/tools/pause',
    kubeRouter: '/tools/kube-router',
    debian: '/tools/debian',
  });
}
