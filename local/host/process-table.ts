import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';

/** Identifies a process. The process id alone is not enough, since the kernel reuses process ids. */
export interface ProcessId {
  readonly pid: number;
  /** Start time in clock ticks after boot: field 22 of `/proc/PID/stat` (proc(5)). */
  readonly started: string;
}

/** The id of the current boot. Process ids recorded under another boot id are invalid. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** The fields of `/proc/PID/stat` after the command name; undefined when there is no such process. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in parentheses, and may contain spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** The identity of a running process; undefined when it has exited or is a zombie. */
export function identify(pid: number): ProcessId | undefined {
  const fields = statFields(pid);
  const started = fields?.[19];
  if (started === undefined || fields?.[0] === 'Z') return undefined;
  return { pid, started };
}

/** Whether the process still runs. */
export function isAlive(id: ProcessId): boolean {
  const now = identify(id.pid);
  if (!now) return false;
  return now.started === id.started;
}

/** The command name of a process, as `ps` shows it; undefined when it has exited. */
export function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/**
 * Resident memory of a process in bytes, as proportional set size: a shared page is divided among the processes that
 * share it (`Pss` in proc_pid_smaps(5)). All parts of Kubernetes run the same binary, so only this can be summed up.
 * 0 when the process has exited.
 */
export function residentBytes(pid: number): number {
  try {
    const line = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Every other running process whose folder in `/proc` matches the predicate. */
function processesWhere(matches: (folder: string) => boolean): ProcessId[] {
  const found: ProcessId[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      if (!matches(`/proc/${pid}`)) continue;
    } catch {
      continue; // It exited in the meantime.
    }
    const id = identify(pid);
    if (id) found.push(id);
  }
  return found;
}

/** The processes in the top-level control group of the given name, or in a group below it. */
export function processesInGroup(name: string): ProcessId[] {
  // A line of the file reads `4:memory:/name/…`.
  const member = new RegExp(`^[^:]*:[^:]*:/${name}(/|$)`, 'm');
  return processesWhere((folder) => member.test(readFileSync(`${folder}/cgroup`, 'utf8')));
}

/**
 * The processes that run a program from a folder on given data.
 *
 * @param programs - the folder, at any depth, of the program.
 * @param named - texts, one of which must be in the command line, such as paths of data folders.
 */
export function processesOf(programs: string, named: readonly string[]): ProcessId[] {
  // The kernel reports the path of a program with symbolic links resolved.
  const real = existsSync(programs) ? realpathSync(programs) : programs;
  return processesWhere((folder) => {
    if (!readlinkSync(`${folder}/exe`).startsWith(`${real}/`)) return false;
    const command = readFileSync(`${folder}/cmdline`, 'utf8');
    return named.some((text) => command.includes(text));
  });
}
