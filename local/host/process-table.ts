import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';

/** Identifies a process for good: a process id alone may belong to another by now. */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks from the machine's start to the process's, field 22 of `/proc/PID/stat` (proc(5)). */
  readonly started: string;
}

/** This boot of the machine; what was written under another one speaks of processes that are gone. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** The fields of `/proc/PID/stat` behind the command's name, or undefined when there is no such process. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in parentheses and may hold blanks and parentheses itself.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** The identity of a live process; undefined when it has ended, a zombie included. */
export function identify(pid: number): ProcessId | undefined {
  const fields = statFields(pid);
  const started = fields?.[19];
  if (started === undefined || fields?.[0] === 'Z') return undefined;
  return { pid, started };
}

/** Whether this very process still runs. */
export function isAlive(id: ProcessId): boolean {
  const now = identify(id.pid);
  if (!now) return false;
  return now.started === id.started;
}

/** The name of a live process's program, as `ps` shows it; undefined when it has ended. */
export function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/**
 * Resident memory of a process in bytes, with each page that it shares divided among those that share it (`Pss` of
 * proc_pid_smaps(5)): the parts of Kubernetes are one binary, so this can be added up. 0 when it has ended.
 */
export function residentBytes(pid: number): number {
  try {
    const line = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Every live process, this one aside, that the question is answered yes for. */
function processesWhere(question: (folder: string) => boolean): ProcessId[] {
  const found: ProcessId[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      if (!question(`/proc/${pid}`)) continue;
    } catch {
      continue; // It ended while we looked.
    }
    const id = identify(pid);
    if (id) found.push(id);
  }
  return found;
}

/** The processes in a control group of the given name, at any depth: `4:memory:/name/…`. */
export function processesInGroup(name: string): ProcessId[] {
  const member = new RegExp(`^[^:]*:[^:]*:/${name}(/|$)`, 'm');
  return processesWhere((folder) => member.test(readFileSync(`${folder}/cgroup`, 'utf8')));
}

/** The processes whose program lies below a folder and whose command line names one of the given folders. */
export function processesOf(programs: string, named: readonly string[]): ProcessId[] {
  // The kernel names a program by its path without symbolic links.
  const real = existsSync(programs) ? realpathSync(programs) : programs;
  return processesWhere((folder) => {
    if (!readlinkSync(`${folder}/exe`).startsWith(`${real}/`)) return false;
    const command = readFileSync(`${folder}/cmdline`, 'utf8');
    return named.some((text) => command.includes(text));
  });
}
