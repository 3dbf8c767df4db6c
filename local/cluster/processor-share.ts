import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How much of a busy processor our group gets, compared with a process outside of all groups. Pods and builds together would
 * otherwise get as little as one single process: beside a few busy ones, probes then end by their time limits, and services are
 * without endpoints.
 */
const TIMES = 4;

/**
 * Gives a group its share of the processors. On a machine where processes are in groups too, as under systemd, the kernel shares
 * fairly among groups, and nothing is changed.
 *
 * @param group - the folder of the group: in the hierarchy `cpu` of cgroup v1, or of cgroup v2
 * @param self - the content of `/proc/self/cgroup`; default: that of this process
 */
export function raiseShare(group: string, self = readFileSync('/proc/self/cgroup', 'utf8')): void {
  for (const [file, ofProcess, isOfCpu] of [
    ['cpu.shares', 1024, /^\d+:(?:.*,)?cpu(?:,.*)?:\/$/m],
    ['cpu.weight', 100, /^0::\/$/m],
  ] as const) {
    const path = join(group, file);
    if (existsSync(path) && isOfCpu.test(self)) writeFileSync(path, String(TIMES * ofProcess));
  }
}
