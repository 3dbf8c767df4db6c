import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { buildModel } from '../graph/build';
import { asTheyAre, stable } from '../graph/naming';
import { readLocalObjects } from '../graph/read';
import { describe, svgOf } from '../graph/svg';
import { Cluster } from '../local/cluster/cluster';
import { layoutOf } from '../local/cluster/layout';
import { Failure, messageOf } from '../local/host/failure';
import { builtToolchain, checkUser, stackOf, userFolder, type Context } from './context';
import { STACK } from './stack';

/** What `npm run graph` is asked for. */
export interface GraphArguments {
  /** The file that is written, an absolute path; undefined for standard output. */
  readonly file: string | undefined;
  /** Whether what differs from one deployment to the next is left out. */
  readonly stable: boolean;
}

/**
 * Reads the arguments of `npm run graph`.
 *
 * @param args - a file, default `graph.svg`, or `-` for standard output; and `--stable`
 * @param start - the folder that a relative file is in
 * @throws Failure for any other argument, and for a file with another ending, which might be anything of the user's
 */
export function graphArguments(args: readonly string[], start: string): GraphArguments {
  try {
    const options = { stable: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [file = 'graph.svg', ...more] = positionals;
    if (more.length > 0) throw new Error('one file at a time');
    if (file !== '-' && !file.endsWith('.svg')) throw new Error(`the name of ${file} does not end in .svg`);
    return { file: file === '-' ? undefined : resolve(start, file), stable: values.stable ?? false };
  } catch (error) {
    throw new Failure(`${messageOf(error)}. Usage: npm run graph -- [FILE | -] [--stable]`, { cause: error });
  }
}

/** `npm run graph`: draws the stack on the local cluster, as it is now. */
export async function graph(context: Context, args: readonly string[]): Promise<number> {
  const { file, stable: isStable } = graphArguments(args, userFolder());
  checkUser('graph');
  const toolchain = await builtToolchain(context);
  const { paths, options, steps } = context;
  const layout = layoutOf(paths, toolchain);
  const objects = await readLocalObjects(
    new Cluster(layout, options),
    stackOf(layout, toolchain, options),
    STACK,
  );
  options.signal?.throwIfAborted();
  const model = buildModel(objects, isStable ? stable : asTheyAre);
  const svg = await svgOf(model);
  if (file === undefined) process.stdout.write(svg);
  else {
    writeFileSync(file, svg);
    steps.note(`${file} shows the stack ${STACK}. ${describe(model)}`);
  }
  return 0;
}
