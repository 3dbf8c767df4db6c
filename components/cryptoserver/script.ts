import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkLineEndings } from '../line-endings';

/**
 * The shell script that both containers of a cryptoserver pod run. It is part of the pod's specification, so it works with
 * any image that has a shell, and a change of the script rolls the pods.
 *
 * @throws Error when `script.sh` is not in the folder of this file, or has the line endings of Windows
 */
export function cryptoserverScript(): string {
  const file = join(__dirname, 'script.sh');
  const script = readFileSync(file);
  checkLineEndings(file, script);
  return script.toString();
}
