import { readdirSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { layoutOf } from '../local/cluster/layout';
import { Failure } from '../local/host/failure';
import { commentOf } from '../preview/comment-text';
import { isWell, type PreviewReport, type StackPreview } from '../preview/report';
import { previewStack, showPreview, type PulumiOptions } from '../preview/run';
import { builtToolchain, checkUser, layoutWithoutTools, type Context } from './context';
import { prepareStackHome, STACK, stackEnvironment } from './stack';

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

/** The stacks of the project: those that have a file of settings, by name. */
export function stacksIn(project: string): string[] {
  return readdirSync(project)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/**
 * How Pulumi is run for a stack: with what `npm run up` made for the stack `dev`, if it was run on this machine; for any other
 * stack, with the user's own Pulumi and environment.
 */
async function optionsFor(stack: string, context: Context): Promise<PulumiOptions> {
  const { paths, options } = context;
  const own = { ...options, cwd: paths.project, env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: 'true' } };
  if (stack !== STACK) return own;
  const { kubeconfig } = await layoutWithoutTools(paths, options);
  if (!statSync(kubeconfig, { throwIfNoEntry: false })) return own;
  checkUser('preview');
  const toolchain = await builtToolchain(context);
  const layout = layoutOf(paths, toolchain);
  const variables = stackEnvironment(layout, toolchain, process.env);
  prepareStackHome(layout, toolchain, variables);
  return { ...own, env: { ...own.env, ...variables } };
}

/**
 * `npm run preview`: shows what `pulumi up` would do to stacks, judged by the policy, and changes nothing. The exit status is 1
 * when a preview fails or a mandatory rule is broken.
 */
export async function preview(context: Context, args: readonly string[]): Promise<number> {
  const { form, stacks: named } = previewArguments(args);
  const stacks = named.length > 0 ? named : stacksIn(context.paths.project);
  if (stacks.length === 0)
    throw new Failure(
      'There is no stack: `pulumi stack init NAME` makes one, or name one of another project.',
    );
  if (form === 'terminal') {
    let well = true;
    for (const stack of stacks) {
      const status = await showPreview(stack, await optionsFor(stack, context));
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
        previewStack(stack, await optionsFor(stack, context)),
      ),
    );
  const report: PreviewReport = { version: 1, stacks: previews };
  process.stdout.write(`${form === 'json' ? JSON.stringify(report, undefined, 2) : commentOf(report)}\n`);
  return previews.every(isWell) ? 0 : 1;
}
