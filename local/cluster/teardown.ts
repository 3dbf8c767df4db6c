import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { tryRun, type CommandOptions } from '../host/command';
import { endProcesses, stopDaemon } from '../host/daemon';
import { Failure } from '../host/failure';
import { bootId, processesInGroup, processesOf } from '../host/process-table';
import { GROUP, removeControlGroup } from './control-groups';
import { network, type Layout } from './layout';
import { removeNetwork } from './network';
import { recordedBoot } from './boot';

/** How long the processes of pods may take to exit after SIGTERM, in milliseconds. */
const POD_GRACE_MS = 6_000;
/** The same for daemons that write no data. */
const OTHERS_GRACE_MS = 2_000;

/**
 * Stops the cluster and removes all its processes, mounts, network interfaces, iptables rules and control groups; the
 * data stays. It looks for what exists now, so it also cleans up after a crash.
 *
 * @param parts - the names of the daemons.
 * @throws {@link Failure} when a process or a mount cannot be removed.
 */
export async function tearDown(
  layout: Layout,
  parts: readonly string[],
  options: CommandOptions,
): Promise<void> {
  // The kubelet stops first, so that it does not restart pods; then the pods; then the other daemons.
  await stopDaemon(layout.daemons, 'kubelet');
  await endProcesses(processesInGroup(GROUP), POD_GRACE_MS);
  // These two write data and get the full grace period.
  const keepers = ['containerd', 'etcd'];
  const others = parts.filter((part) => !keepers.includes(part));
  await Promise.all(others.map((part) => stopDaemon(layout.daemons, part, OTHERS_GRACE_MS)));
  for (const part of keepers) await stopDaemon(layout.daemons, part);
  const left = [
    ...processesOf(layout.paths.cache, [layout.paths.run, layout.paths.data]),
    // Processes that pods have started in the meantime.
    ...processesInGroup(GROUP),
  ];
  await endProcesses(left, OTHERS_GRACE_MS);
  await unmountAll([layout.paths.run, layout.paths.data], options);
  await removeNetwork(layout, options);
  removeControlGroup();
  removeNetworkResults();
  removeLogLinks(layout);
  rmSync(layout.paths.run, { recursive: true, force: true });
}

/** Removes the sockets, process ids, address leases and mounts left from before a restart of the machine. */
export async function clearEarlierBoot(layout: Layout, options: CommandOptions): Promise<void> {
  if (recordedBoot(layout) === undefined || recordedBoot(layout) === bootId()) return;
  await unmountAll([layout.paths.run, layout.paths.data], options);
  removeNetworkResults();
  rmSync(layout.paths.run, { recursive: true, force: true });
}

/**
 * The mount points below some folders, the innermost first. A mount on one of the folders itself is not included: it may
 * be a disk of the user.
 *
 * @param mountinfo - the text of `/proc/self/mountinfo`.
 */
export function mountsBelow(mountinfo: string, folders: readonly string[]): string[] {
  return mountinfo
    .split('\n')
    .map((line) =>
      (line.split(' ')[4] ?? '').replace(/\\(\d{3})/g, (_, octal: string) =>
        String.fromCharCode(Number.parseInt(octal, 8)),
      ),
    )
    .filter((point) => folders.some((folder) => point.startsWith(`${folder}/`)))
    .reverse();
}

async function unmountAll(folders: readonly string[], options: CommandOptions): Promise<void> {
  const mounts = (): string[] => mountsBelow(readFileSync('/proc/self/mountinfo', 'utf8'), folders);
  for (const point of mounts()) await tryRun('umount', ['--lazy', point], options);
  const [left] = mounts();
  // Otherwise the next step would delete the mounted data.
  if (left !== undefined)
    throw new Failure(`${left} cannot be unmounted: unmount it, then run this command again.`);
}

/** The CNI library stores its results for each pod sandbox in a folder that all container networks share. */
function removeNetworkResults(): void {
  const folder = '/var/lib/cni/results';
  for (const name of namesIn(folder)) {
    if (name.startsWith(`${network.name}-`)) rmSync(join(folder, name), { force: true });
  }
}

/** The kubelet creates a link to each container log in a folder that all kubelets share. */
function removeLogLinks(layout: Layout): void {
  const folder = '/var/log/containers';
  for (const name of namesIn(folder)) {
    const link = join(folder, name);
    if (!lstatSync(link).isSymbolicLink()) continue;
    if (readlinkSync(link).startsWith(`${layout.paths.data}/`)) rmSync(link);
  }
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
