import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

/**
 * The settings in the file of a stack, `Pulumi.<stack>.yaml` in the folder of the project, which is the working directory. A
 * secret is `{secure: …}`, and only here can a program see which setting of a group it is.
 *
 * @param stack - the name of the stack
 * @returns the values by their full names; none when there is no such file, as when the settings are kept elsewhere
 */
export function settingsInFile(stack: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const { config } = parse(readFileSync(`Pulumi.${stack}.yaml`, 'utf8')) as { config?: object };
    return { ...config };
  } catch {
    // Pulumi itself reports a file of its own that is wrong.
    return undefined;
  }
}
