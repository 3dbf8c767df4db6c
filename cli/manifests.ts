import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { Failure, messageOf } from '../local/host/failure';
import { checkReplaceable, replaceFolder } from '../manifests/folder';
import { render } from '../manifests/render';
import { readDeployment } from '../manifests/state';
import { userFolder, type Context } from './context';
import { STACK } from './stack';
import { optionsFor } from './stack-options';

const USAGE = 'npm run manifests -- [DIR] [--stack STACK]';

/** What `npm run manifests` is asked for. */
export interface ManifestsArguments {
  readonly stack: string;
  /** The folder that is written, an absolute path. */
  readonly folder: string;
}

/**
 * Reads the arguments of `npm run manifests`.
 *
 * @param args - a folder, default `manifests-STACK` in the project; and `--stack`, default `dev`
 * @param project - the folder of the project
 * @param start - the folder that a relative one is in
 * @throws Failure when one is not known or not allowed
 */
export function manifestsArguments(
  args: readonly string[],
  project: string,
  start: string,
): ManifestsArguments {
  try {
    const options = { stack: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [folder, ...more] = positionals;
    const { stack = STACK } = values;
    if (more.length > 0) throw new Error('one folder at a time');
    if (folder === '' || stack === '') throw new Error('a name is empty');
    const byDefault = join(project, `manifests-${basename(stack)}`);
    return { stack, folder: folder === undefined ? byDefault : resolve(start, folder) };
  } catch (error) {
    throw new Failure(`${messageOf(error)}. Usage: ${USAGE}`, { cause: error });
  }
}

/** `npm run manifests`: writes what is deployed of a stack as plain objects of Kubernetes, for kubectl alone. */
export async function manifests(context: Context, args: readonly string[]): Promise<number> {
  const { paths, steps, options } = context;
  const { stack, folder } = manifestsArguments(args, paths.project, userFolder());
  checkReplaceable(folder);
  const pulumi = await optionsFor(stack, context, 'manifests');
  const deployment = await steps.step(`Reading the state of ${stack}`, () => readDeployment(stack, pulumi));
  options.signal?.throwIfAborted();
  const files = render(deployment);
  replaceFolder(folder, files);
  steps.note(
    `${deployment.objects.length} objects of ${stack} are in ${folder}: README.md there says how to apply them.`,
  );
  return 0;
}
