import assert from 'node:assert/strict';

import type { Container, Pod } from '../kubernetes';
import type { Workload } from './workload';

/** Separates the parts of what a look prints. */
const END = '==';

/** Prints the status of every process in sight, the mounts of one of them, and what an attempt to write to `/` gives. */
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

/** The look by the Python of another container, which sees the processes of the container that it is put beside. */
export const lookFromBeside = inPython('1');

/**
 * What a container runtime mounts writable into every container: memory of the container, files of the pod, and with version
 * 1 of control groups the folder of the hierarchies, which is root's and of mode 0555.
 */
const ofRuntime = /^\/(proc|dev|sys\/fs\/cgroup$|etc\/(hosts|hostname|resolv\.conf)$)(\/|$)/;

/**
 * Looks at each running container of a pod from within, by its own shell or Python. Fails unless every process is
 * without root and without capabilities, can gain none, and is under a seccomp filter, and unless nothing is writable but
 * the container's volumes.
 *
 * @returns the names of the containers that have neither a shell nor Python, which were not looked at
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
 * Fails unless what a look printed is that of a hardened container.
 *
 * @param found - the output of a look
 * @param container - the container's specification
 * @param about - what is looked at, for the message
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
    // Where the containers of a pod share their processes, the pod's own first process is the runtime's.
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

/** The mount point is the fifth field of a line of mountinfo, and the options of this mount are the sixth. */
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
