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

/** How long pods may take to end by themselves when the cluster is stopped, in milliseconds. */
const POD_GRACE_MS = 6_000;
const OTHERS_GRACE_MS = 2_000;

/**
 * Stops everything of the cluster, and leaves no process, mount, interface, rule or control group behind; the data
 * stays. It goes by what is there, not by what was started, so it clears up after a crash as well.
 *
 * @param parts - the daemons' names.
 */
export async function tearDown(
  layout: Layout,
  parts: readonly string[],
  options: CommandOptions,
): Promise<void> {
  // The kubelet first, so that nothing starts a pod anew; then the pods; then what they ran on, in reverse.
  await stopDaemon(layout.daemons, 'kubelet');
  await endProcesses(processesInGroup(GROUP), POD_GRACE_MS);
  // The two that write data may take their time; of the others, nothing is lost.
  const keepers = ['containerd', 'etcd'];
  const others = parts.filter((part) => !keepers.includes(part));
  await Promise.all(others.map((part) => stopDaemon(layout.daemons, part, OTHERS_GRACE_MS)));
  for (const part of keepers) await stopDaemon(layout.daemons, part);
  const left = [
    ...processesOf(layout.paths.cache, [layout.paths.run, layout.paths.data]),
    // Those that the pods' processes have started since.
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

/** Removes what another boot of the machine left: sockets, process ids and leases of processes that are gone. */
export async function clearEarlierBoot(layout: Layout, options: CommandOptions): Promise<void> {
  if (recordedBoot(layout) === undefined || recordedBoot(layout) === bootId()) return;
  await unmountAll([layout.paths.run, layout.paths.data], options);
  removeNetworkResults();
  rmSync(layout.paths.run, { recursive: true, force: true });
}

/** The mount points below a folder, not a disk mounted on the folder itself, the innermost first, from the text of `/proc/self/mountinfo`. */
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
  // What is removed next would be what is mounted there.
  if (left !== undefined) throw new Failure(`${left} cannot be unmounted: unmount it, and run this again.`);
}

/** The container network library keeps what it did for each sandbox in a folder that all its users share. */
function removeNetworkResults(): void {
  const folder = '/var/lib/cni/results';
  for (const name of namesIn(folder)) {
    if (name.startsWith(`${network.name}-`)) rmSync(join(folder, name), { force: true });
  }
}

/** The kubelet links to each container's log from a folder that all its users share. */
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
