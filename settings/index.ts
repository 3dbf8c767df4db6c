import * as pulumi from '@pulumi/pulumi';

import { checkSettings, type Raw, type Rule } from './check';
import type { Definitions, ValuesOf } from './definitions';

export type { Raw, Rule } from './check';
export type { Definitions, ValuesOf } from './definitions';
export { settingsTable } from './table';

/**
 * Reads and checks the settings of the stack, once, before anything is created.
 *
 * @param definitions - the settings that there are
 * @param rules - what has to hold between settings; default: nothing
 * @returns the settings with every default filled in
 * @throws pulumi.RunError with one line for each setting that is wrong, missing or unknown: it names the setting, its
 * value and what is allowed
 */
export function loadSettings<D extends Definitions>(
  definitions: D,
  rules: readonly Rule[] = [],
): ValuesOf<D> {
  const project = pulumi.getProject();
  const prefix = `${project}:`;
  // All values and not only the known ones, since a misspelt setting must not pass unnoticed.
  const raw: Raw = Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
  const checked = checkSettings(definitions, project, raw, rules);
  if ('errors' in checked) throw new pulumi.RunError(checked.errors.join('\n'));
  return checked.settings;
}
