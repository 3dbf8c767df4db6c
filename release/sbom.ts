import { join } from 'node:path';

import { run, type CommandOptions } from '../local/host/command';

/**
 * Writes the software bill of materials of sources, in the JSON of CycloneDX: each package of npm, Go and Python that the project,
 * its images and its tools are pinned to, and each action of the workflows. Packages of npm that only tests need, base images
 * and Debian packages are not in it.
 *
 * Syft makes it, which Go builds at the first call; that takes minutes.
 *
 * @param sources - the folder of the sources
 * @param file - the path of the file
 * @param version - the version of the project
 */
export async function writeSbom(
  sources: string,
  { file, version }: { readonly file: string; readonly version: string },
  options: CommandOptions,
): Promise<void> {
  const what = ['--source-name=shared-keys', `--source-version=${version}`];
  const args = [
    'tool',
    'syft',
    'scan',
    `dir:${sources}`,
    ...what,
    `--output=cyclonedx-json=${file}`,
    '--quiet',
  ];
  const env = { ...(options.env ?? process.env), SYFT_CHECK_FOR_APP_UPDATE: 'false' };
  await run('go', args, { ...options, env, cwd: join(__dirname, 'syft') });
}
