import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';
/** The group under which every process of every pod and build is. */
export const GROUP = 'shared-keys';

/** The folders that stand for our group: one of version 2, or one in each hierarchy of version 1. */
function groupFolders(): string[] {
  if (existsSync(join(ROOT, 'cgroup.controllers'))) return [join(ROOT, GROUP)];
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(ROOT, entry.name, GROUP));
}

/** Makes the group in which the kubelet makes its own, in every hierarchy. */
export function ensureControlGroup(): void {
  if (existsSync(join(ROOT, 'cgroup.controllers'))) {
    const controllers = readFileSync(join(ROOT, 'cgroup.controllers'), 'utf8').trim().split(' ');
    for (const controller of controllers) enable(join(ROOT, 'cgroup.subtree_control'), controller);
  }
  for (const folder of groupFolders()) {
    mkdirSync(folder, { recursive: true });
    // Version 1: a new group has no processors and no memory nodes until they are given.
    for (const name of ['cpuset.cpus', 'cpuset.mems']) {
      const file = join(folder, name);
      if (existsSync(file) && !existsSync(join(ROOT, 'cgroup.controllers'))) {
        writeFileSync(file, readFileSync(join(folder, '..', name)));
      }
    }
  }
}

function enable(file: string, controller: string): void {
  try {
    writeFileSync(file, `+${controller}`);
  } catch {
    // Not every controller can be given to groups; the kubelet names those that it misses.
  }
}

/** Removes the group; nothing may run in it any more. */
export function removeControlGroup(): void {
  for (const folder of groupFolders()) removeTree(folder);
}

/** Groups are removed from the innermost; their files are the kernel's and go with them. */
function removeTree(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(join(folder, entry.name));
  }
  try {
    rmdirSync(folder);
  } catch {
    // A process that is just ending holds it for a moment; an empty group does no harm.
  }
}
