import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { raiseShare } from './processor-share';

const ROOT = '/sys/fs/cgroup';
/** The control group that contains every process of every pod and image build. */
export const GROUP = 'shared-keys';

/** The folders of our group: one with cgroup v2, one in each hierarchy with cgroup v1 (cgroups(7)). */
function groupFolders(): string[] {
  if (existsSync(join(ROOT, 'cgroup.controllers'))) return [join(ROOT, GROUP)];
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(ROOT, entry.name, GROUP));
}

/** Creates the group, in every hierarchy; the kubelet and BuildKit create their groups in it. */
export function ensureControlGroup(): void {
  if (existsSync(join(ROOT, 'cgroup.controllers'))) {
    const controllers = readFileSync(join(ROOT, 'cgroup.controllers'), 'utf8').trim().split(' ');
    for (const controller of controllers) enable(join(ROOT, 'cgroup.subtree_control'), controller);
  }
  for (const folder of groupFolders()) {
    mkdirSync(folder, { recursive: true });
    // cgroup v1: a new group has no CPUs and no memory nodes until they are set.
    for (const name of ['cpuset.cpus', 'cpuset.mems']) {
      const file = join(folder, name);
      if (existsSync(file) && !existsSync(join(ROOT, 'cgroup.controllers'))) {
        writeFileSync(file, readFileSync(join(folder, '..', name)));
      }
    }
    raiseShare(folder);
  }
}

function enable(file: string, controller: string): void {
  try {
    writeFileSync(file, `+${controller}`);
  } catch {
    // Some controllers cannot be enabled; the kubelet reports the ones that it needs.
  }
}

/** Removes the group. No process may run in it. */
export function removeControlGroup(): void {
  for (const folder of groupFolders()) removeTree(folder);
}

/** Removes groups from the innermost outwards. The kernel removes their files. */
function removeTree(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(join(folder, entry.name));
  }
  try {
    rmdirSync(folder);
  } catch {
    // A process that is just exiting may still be in it. An empty group does no harm.
  }
}
