import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Mask } from '../preview/secrets';

/**
 * Writes the files of a diagnosis, which only the user may read, without secrets.
 *
 * @param parent - the folder of all diagnoses; made when it is not there
 * @param name - what the name of the new folder begins with
 * @param files - texts by the path of their file in the new folder
 * @returns the path of the new folder
 */
export function writeDiagnosis(
  parent: string,
  name: string,
  files: ReadonlyMap<string, string>,
  mask: Pick<Mask, 'hide'>,
): string {
  const folder = newFolder(parent, name);
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, mask.hide(text), { mode: 0o600 });
  }
  return folder;
}

/** Makes a folder that was not there: two diagnoses in one second do not share one. */
function newFolder(parent: string, name: string): string {
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  for (let number = 1; ; number++) {
    const folder = join(parent, number === 1 ? name : `${name}-${number}`);
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) return folder;
  }
}
