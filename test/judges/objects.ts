import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { stringify } from 'yaml';

import { plainOf } from '../../manifests/object';
import type { KubernetesObject } from '../../manifests/state';
import { manifestsOf, MockedStack, type Groups } from '../support/policy/mocked-stack';
import { variants } from '../support/policy/variants';

/**
 * Writes the objects that the program makes, as YAML: a file for each variant of the settings, with the whole stack in it.
 * What is in the Secrets is made up.
 *
 * @param folder - where to write; it is made when it is not there
 * @param settings - the settings by the names of their variants
 * @returns the files
 */
export async function writeObjects(
  folder: string,
  settings: Readonly<Record<string, Groups>> = variants,
): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const stack = await MockedStack.start();
  try {
    const files: string[] = [];
    for (const [what, own] of Object.entries(settings)) {
      const objects = manifestsOf(
        await stack.deploy(own),
      ) as readonly unknown[] as readonly KubernetesObject[];
      const file = join(folder, `${what.replaceAll(/\W+/g, '-')}.yaml`);
      writeFileSync(file, objects.map((object) => yaml(plainOf(object))).join('---\n'));
      files.push(file);
    }
    return files;
  } finally {
    await stack.stop();
  }
}

/** By the rules of YAML 1.1, which the judges read, without references between parts. */
function yaml(object: KubernetesObject): string {
  return stringify(object, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
