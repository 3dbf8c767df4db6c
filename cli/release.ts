import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Failure } from '../local/host/failure';
import { notesOf } from '../release/notes';
import { writeSbom } from '../release/sbom';
import { checkSources, withSources } from '../release/sources';
import { userFolder, type Context } from './context';

/**
 * The folder that `npm run release` writes.
 *
 * @param args - one folder, default `.build/release` in the project
 * @param project - the folder of the project
 * @param start - the folder that a relative one is in
 * @throws Failure when more is given
 */
export function releaseFolder(args: readonly string[], project: string, start: string): string {
  const [folder, ...more] = args;
  if (more.length > 0 || folder === '' || folder?.startsWith('-'))
    throw new Failure('It needs one folder or none. Usage: npm run release -- [DIR]');
  return folder === undefined ? join(project, '.build', 'release') : resolve(start, folder);
}

/** `npm run release`: writes what a release has beside its sources: the notes, and the software bill of materials. */
export async function release({ paths, steps, options }: Context, args: readonly string[]): Promise<number> {
  const { project } = paths;
  const folder = releaseFolder(args, project, userFolder());
  const read = (file: string): string => readFileSync(join(project, file), 'utf8');
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const notes = notesOf(read('CHANGELOG.md'), version);
  await checkSources(project, version, options);
  mkdirSync(folder, { recursive: true });
  await steps.step(`Listing the packages of ${version}`, () =>
    withSources(project, options, (sources) =>
      writeSbom(sources, { file: join(folder, 'sbom.cdx.json'), version }, options),
    ),
  );
  writeFileSync(join(folder, 'notes.md'), notes);
  steps.note(`The notes and the bill of materials of ${version} are in ${folder}.`);
  return 0;
}
