import * as pulumi from '@pulumi/pulumi';

import { checkSettings } from './check';
import type { Raw } from './check';
import type { Settings } from './definitions';

export type { Settings } from './definitions';
export { settingsTable } from './table';

/**
 * Reads and checks the settings of the stack, once, before anything is created.
 *
 * @returns the settings with every default filled in
 * @throws pulumi.RunError with one line for each setting that is wrong, missing or unknown: it names the setting, its
 * value and what is allowed
 */
export function loadSettings(): Settings {
  const project = pulumi.getProject();
  const prefix = `${project}:`;
  // All values and not only the known ones, since a misspelt setting must not pass unnoticed.
  const raw: Raw = Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
  const checked = checkSettings(project, raw);
  if ('errors' in checked) throw new pulumi.RunError(checked.errors.join('\n'));
  return checked.settings;
}
