import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The shell script that both containers of a cryptoserver pod run. It travels in the pod's own specification, so it
 * works with an image that knows nothing of it, and a change to it rolls the pods.
 *
 * @throws Error when `script.sh` is not beside this file
 */
export function cryptoserverScript(): string {
  return readFileSync(join(__dirname, 'script.sh'), 'utf8');
}
