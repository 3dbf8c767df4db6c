import assert from 'node:assert/strict';

import type { Container, Pod } from '../kubernetes';
import type { Workload } from './workload';

/** Separates the parts of the output of an inspection. */
const END = '==';

/** A command that prints the status of all visible processes, the mounts of one, and the error of writing to `/`. */
function inPython(mountsOf: string): string[] {
  const script = `
import glob
def read(path):
    try:
        return open(path).read()
    except OSError as error:
        return ''  # The process has ended.
def write(path):
    try:
        return open(path, 'w')
    except OSError as error:
        return error.strerror
parts = [''.join(map(read, glob.glob('/proc/[0-9]*/status'))), read('/proc/${mountsOf}/mountinfo'), write('/probe')]
print(*parts, sep='\\n${END}\\n')`;
  return ['python', '-c', script];
}
const inShell = [
  'sh',
  '-c',
  `cat /proc/[0-9]*/status 2>/dev/null; echo; echo ${END}; cat /proc/self/mountinfo; echo; echo ${END}; touch /probe 2>&1`,
];

/** The command for an ephemeral container with Python, which sees the processes of its target container. */
export const lookFromBeside = inPython('1');

/**
 * The writable mounts that the container runtime adds to every container: kernel file systems, files of the pod and, with
 * cgroup v1, the folder of the hierarchies, which belongs to root and has mode 0555.
 */
const ofRuntime = /^\/(proc|dev|sys\/fs\/cgroup$|etc\/(hosts|hostname|resolv\.conf)$)(\/|$)/;

/**
 * Inspects each running container of a pod from within, with its own shell or Python. Fails unless every process runs
 * without root and without capabilities, cannot gain any, and has a seccomp filter, and only the volumes of the container
 * are writable.
 *
 * @returns the names of the containers without a shell and Python, which were not inspected
 */
export async function assertHardened(workload: Workload, { metadata, spec }: Pod): Promise<string[]> {
  const unseen: string[] = [];
  for (const container of spec.containers) {
    const found = await lookFromWithin(workload, metadata.name, container.name);
    if (found === undefined) unseen.push(container.name);
    else assertLooked(found, container, `${metadata.name}/${container.name}`);
  }
  return unseen;
}

async function lookFromWithin(
  { cluster, namespace }: Workload,
  pod: string,
  container: string,
): Promise<string | undefined> {
  for (const command of [inShell, inPython('self')]) {
    const where = ['exec', `--namespace=${namespace}`, pod, `--container=${container}`];
    const { stdout, stderr } = await cluster.tryKubectl([...where, '--', ...command]);
    if (stdout.includes(END)) return stdout;
    assert.match(stderr, /executable file not found|no such file or directory/, `${pod}/${container}`);
  }
  return undefined;
}

/**
 * Fails unless the output of an inspection shows a hardened container.
 *
 * @param found - the output of the inspection
 * @param container - the specification of the container
 * @param about - the inspected container, for error messages
 */
export function assertLooked(found: string, container: Container, about: string): void {
  const [processes = '', mounts = '', written = ''] = found.split(`\n${END}\n`);
  assertProcesses(processes, about);
  assertMounts(mounts, container, about);
  assert.match(written, /Read-only file system/, about);
}

function assertProcesses(text: string, about: string): void {
  const statuses = text
    .split(/^(?=Name:)/m)
    .map((status) =>
      Object.fromEntries(status.split('\n').map((line) => line.split(/:\s*/, 2) as [string, string])),
    )
    // With a shared process namespace, the first process is the pause container of the runtime.
    .filter(({ Name }) => Name !== undefined && Name !== 'pause');
  assert.ok(statuses.length >= 2, `${about}: the program and the look are seen:\n${text}`);
  for (const status of statuses) {
    const process = `${about}, process ${status.Name}`;
    for (const id of ['Uid', 'Gid']) assert.doesNotMatch(status[id]!, /\b0\b/, `${process}: ${id}`);
    const rights = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb', 'NoNewPrivs', 'Seccomp'];
    assert.deepEqual(
      rights.map((right) => [right, Number(status[right])]),
      [...rights.slice(0, 5).map((right) => [right, 0]), ['NoNewPrivs', 1], ['Seccomp', 2]],
      process,
    );
  }
}

/** In a line of mountinfo, the fifth field is the mount point and the sixth has the options (proc_pid_mountinfo(5)). */
function assertMounts(text: string, { volumeMounts = [] }: Container, about: string): void {
  const mounts = text
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => fields.length > 5)
    .map((fields) => ({ point: fields[4]!, writable: fields[5]!.split(',').includes('rw') }));
  assert.ok(
    mounts.some(({ point }) => point === '/'),
    `${about}: the mounts are seen:\n${text}`,
  );
  const volumes = volumeMounts.filter(({ readOnly }) => readOnly !== true).map(({ mountPath }) => mountPath);
  const writable = mounts.filter(
    ({ point, writable: is }) => is && !volumes.includes(point) && !ofRuntime.test(point),
  );
  assert.deepEqual(writable, [], `${about}: only volumes are writable`);
  const tokens = mounts.filter(({ point }) => point.includes('secrets/kubernetes.io'));
  assert.deepEqual(tokens, [], `${about}: no token of the API`);
}
