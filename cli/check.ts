import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import type { KnownStack } from '../components/ask-stack';
import type { Answer } from '../components/preflight/answers';
import { run, type PulumiOptions } from '../local/host/command';
import { checkText, isWell } from './check-text';
import type { Context } from './context';
import { jsonOfStacks, optionsFor, stacksOf } from './stack-options';

/**
 * `npm run check`: asks the cluster whether the stacks can be deployed, before anything is built or made. The exit status is 1 when
 * something would fail.
 */
export async function check(context: Context, args: readonly string[]): Promise<number> {
  const { json, named } = jsonOfStacks(args, 'check');
  const found: { stack: string; well: boolean; answers: readonly Answer[] }[] = [];
  for (const stack of stacksOf(context.paths.project, named)) {
    const options = await optionsFor(stack, context, 'check');
    const answers = await context.steps.step(`Asking the cluster of ${stack}`, () => ask(stack, options));
    found.push({ stack, well: isWell(answers), answers });
  }
  process.stdout.write(
    json
      ? `${JSON.stringify({ version: 1, stacks: found }, undefined, 2)}\n`
      : found.map(({ stack, answers }) => checkText(stack, answers)).join('\n'),
  );
  return found.every(({ well }) => well) ? 0 : 1;
}

async function ask(stack: string, options: PulumiOptions): Promise<readonly Answer[]> {
  const known = knownStack(stack, options);
  // They are only loaded here, since they take a second; meanwhile Pulumi reads the stack.
  /* eslint-disable @typescript-eslint/no-require-imports */
  (require('./lean-sdk') as { loadLate: () => void }).loadLate();
  const { askStack } = require('../components/ask-stack') as typeof import('../components/ask-stack');
  const { systems } = require('../components/systems') as typeof import('../components/systems');
  /* eslint-enable @typescript-eslint/no-require-imports */
  return askStack(systems, await known, options.env);
}

/** What Pulumi knows of a stack. The secrets among its settings stay in this process. */
async function knownStack(stack: string, options: PulumiOptions): Promise<KnownStack> {
  const [config, exported] = await Promise.all([
    run('pulumi', ['config', '--json', '--show-secrets', '--stack', stack], options),
    run('pulumi', ['stack', 'export', '--stack', stack], options),
  ]);
  const settings = JSON.parse(config) as Record<string, { value?: string; secret?: boolean }>;
  const { deployment } = JSON.parse(exported) as {
    deployment: { resources?: (Partial<KnownStack['resources'][number]> & { urn: string; type: string })[] };
  };
  return {
    project: (parse(readFileSync(join(options.cwd, 'Pulumi.yaml'), 'utf8')) as { name: string }).name,
    stack,
    config: Object.fromEntries(
      Object.entries(settings).flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]])),
    ),
    secretKeys: Object.keys(settings).filter((key) => settings[key]?.secret),
    resources: (deployment.resources ?? []).map(({ urn, type, outputs = {} }) => ({ urn, type, outputs })),
  };
}
