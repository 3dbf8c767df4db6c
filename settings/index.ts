import * as pulumi from '@pulumi/pulumi';

import { checkSettings, type Raw, type Rule } from './check';
import type { Definitions, ValuesOf } from './definitions';
import { refusal } from './refusal';
import { settingsInFile } from './stack-file';

export type { Raw, Rule } from './check';
export type { Definitions, ValuesOf } from './definitions';
export { settingsTable } from './table';

/**
 * Reads and checks the settings of the stack. Call it once, before any resource is created.
 *
 * @param definitions - all known settings
 * @param rules - checks across several settings; default: none
 * @returns the settings with their defaults filled in
 * @throws pulumi.RunError with one line for each wrong, missing or unknown setting: its name, its value and the allowed
 * values
 */
export function loadSettings<D extends Definitions>(
  definitions: D,
  rules: readonly Rule[] = [],
): ValuesOf<D> {
  const project = pulumi.getProject();
  const prefix = `${project}:`;
  const own = (values: Raw): Raw =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => [key.slice(prefix.length), value]),
    );
  // All values, not only the known ones: a misspelt setting must be an error.
  const raw = own(pulumi.runtime.allConfig());
  const names = new Set(Object.keys(raw).filter((name) => isConfigSecret(prefix + name)));
  const file = names.size === 0 ? undefined : settingsInFile(pulumi.getStack());
  const secrets = { names, file: file && own(file) };
  const checked = checkSettings(definitions, project, raw, rules, secrets);
  if ('errors' in checked) throw refusal(checked.errors.join('\n'));
  return checked.settings;
}

/** Whether a setting is a secret or holds one. Pulumi's function is not among its declared ones. */
function isConfigSecret(key: string): boolean {
  return (pulumi.runtime as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(key);
}
