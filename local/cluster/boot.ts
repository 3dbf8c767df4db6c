import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { bootId } from '../host/process-table';
import type { Layout } from './layout';

function file(layout: Layout): string {
  return join(layout.paths.run, 'boot');
}

/** Notes under which boot of the machine the run folder was made: it need not be in memory. */
export function recordBoot(layout: Layout): void {
  mkdirSync(layout.paths.run, { recursive: true, mode: 0o700 });
  writeFileSync(file(layout), bootId());
}

/** The boot under which the run folder was made; undefined when there is none. */
export function recordedBoot(layout: Layout): string | undefined {
  try {
    return readFileSync(file(layout), 'utf8');
  } catch {
    return undefined;
  }
}
