import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { bootId } from '../host/process-table';
import type { Layout } from './layout';

function file(layout: Layout): string {
  return join(layout.paths.run, 'boot');
}

/** Records the current boot id in the run folder: `/run` may be on disk and survive a restart. */
export function recordBoot(layout: Layout): void {
  mkdirSync(layout.paths.run, { recursive: true, mode: 0o700 });
  writeFileSync(file(layout), bootId());
}

/** The boot id recorded in the run folder; undefined when there is none. */
export function recordedBoot(layout: Layout): string | undefined {
  try {
    return readFileSync(file(layout), 'utf8');
  } catch {
    return undefined;
  }
}
