import { parseArgs } from 'node:util';

import { Failure } from '../local/host/failure';
import { commentOf } from '../preview/comment-text';
import { isWell, type PreviewReport, type StackPreview } from '../preview/report';
import { previewStack, showPreview } from '../preview/run';
import type { Context } from './context';
import { optionsFor, stacksOf } from './stack-options';

/** How a preview is printed: as Pulumi shows it, as a comment, or as what the comment is made of. */
type Form = 'terminal' | 'markdown' | 'json';

/**
 * Reads the arguments of `npm run preview`.
 *
 * @param args - names of stacks, and `--markdown` or `--json`
 * @throws Failure for any other argument
 */
export function previewArguments(args: readonly string[]): { form: Form; stacks: readonly string[] } {
  const options = { markdown: { type: 'boolean' }, json: { type: 'boolean' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.markdown && values.json) throw new Error('it is --markdown or --json, not both');
    const form = values.markdown ? 'markdown' : values.json ? 'json' : 'terminal';
    return { form, stacks: [...new Set(positionals)] };
  } catch (error) {
    const usage = 'npm run preview -- [--markdown | --json] [STACK …]';
    throw new Failure(`${(error as Error).message}. Usage: ${usage}`, { cause: error });
  }
}

/**
 * `npm run preview`: shows what `pulumi up` would do to stacks, judged by the policy, and changes nothing. The exit status is 1
 * when a preview fails or a mandatory rule is broken.
 */
export async function preview(context: Context, args: readonly string[]): Promise<number> {
  const { form, stacks: named } = previewArguments(args);
  const stacks = stacksOf(context.paths.project, named);
  if (form === 'terminal') {
    let well = true;
    for (const stack of stacks) {
      const status = await showPreview(stack, await optionsFor(stack, context, 'preview'));
      context.options.signal?.throwIfAborted();
      well &&= status === 0;
    }
    return well ? 0 : 1;
  }
  const previews: StackPreview[] = [];
  // One after the other: Pulumi loads the program and both providers for each, which takes all of two processors.
  for (const stack of stacks)
    previews.push(
      await context.steps.step(`Previewing ${stack}`, async () =>
        previewStack(stack, await optionsFor(stack, context, 'preview')),
      ),
    );
  const report: PreviewReport = { version: 1, stacks: previews };
  process.stdout.write(`${form === 'json' ? JSON.stringify(report, undefined, 2) : commentOf(report)}\n`);
  return previews.every(isWell) ? 0 : 1;
}
