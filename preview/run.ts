import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

import { parse } from 'yaml';

import { run, tryRun, type CommandOptions, type Output } from '../local/host/command';
import { readPreview } from './engine-events';
import type { StackPreview } from './report';
import { Mask, secretsInSettings, secretsInState } from './secrets';

/** The arguments of every preview: the policy judges it, and it changes nothing. */
function previewOf(stack: string, { cwd }: PulumiOptions): string[] {
  return ['preview', '--policy-pack', relative(cwd, resolve(__dirname, '..', 'policy')), '--stack', stack];
}

/** How Pulumi is run: in the project's folder, with the environment that reaches the backend and the cluster. */
export type PulumiOptions = CommandOptions & { readonly cwd: string; readonly env: NodeJS.ProcessEnv };

/**
 * Previews a stack on the terminal, as Pulumi shows it.
 *
 * @param stack - the name of the stack
 * @returns the exit status of Pulumi
 */
export async function showPreview(stack: string, options: PulumiOptions): Promise<number> {
  return (await tryRun('pulumi', previewOf(stack, options), { ...options, terminal: true })).status;
}

/**
 * Previews a stack. What prevents the preview or the deployment is in the result, not thrown.
 *
 * @param stack - the name of the stack
 * @returns what the preview found, without secrets
 * @throws Failure when Pulumi cannot be run, or the secrets that must not be shown cannot be read
 */
export async function previewStack(stack: string, options: PulumiOptions): Promise<StackPreview> {
  const folder = mkdtempSync(join(tmpdir(), 'shared-keys-preview-'));
  try {
    const log = join(folder, 'events');
    // Pulumi shows this option only with its commands for debugging; its Automation API uses it.
    const args = [...previewOf(stack, options), '--event-log', log, '--non-interactive'];
    const env = { ...options.env, PULUMI_DEBUG_COMMANDS: 'true' };
    const ended = await tryRun('pulumi', args, { ...options, env });
    const found = readPreview(
      stack,
      statSync(log, { throwIfNoEntry: false }) ? readFileSync(log, 'utf8') : '',
    );
    const failed = ended.status !== 0 && found.errors.length === 0 && found.violations.length === 0;
    const told = failed ? { ...found, errors: [whyFailed(ended)] } : found;
    // Not there: no secret can have been read.
    if (failed && found.policyPacks.length === 0 && found.changes.length === 0) return told;
    return masked(told, new Mask(await secretsOf(stack, options)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What Pulumi says when it has no event for it, such as that there is no such stack. */
function whyFailed({ status, stdout, stderr }: Output): string {
  const said = (stderr.trim() || stdout.trim()).split('\n').at(-1) ?? '';
  return said.replace(/^error: /, '') || `pulumi preview ended with status ${status}`;
}

async function secretsOf(stack: string, options: PulumiOptions): Promise<string[]> {
  const file = join(options.cwd, `Pulumi.${stack.split('/').at(-1) ?? stack}.yaml`);
  const written = statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, 'utf8') : '';
  const asJson = async (args: readonly string[]): Promise<unknown> =>
    JSON.parse(await run('pulumi', [...args, '--show-secrets', '--stack', stack], options));
  const state = secretsInState(await asJson(['stack', 'export']));
  if (!/^\s+secure: /m.test(written)) return state;
  const { config } = parse(written) as { config?: Record<string, unknown> };
  const settings = (await asJson(['config', '--json'])) as Parameters<typeof secretsInSettings>[0];
  return [...state, ...secretsInSettings(settings, config ?? {})];
}

/** A preview whose texts show no secret. */
function masked(found: StackPreview, mask: Mask): StackPreview {
  return {
    ...found,
    changes: found.changes.map((change) => ({
      ...change,
      name: mask.hide(change.name),
      object: mask.hide(change.object),
      properties: mask.hide(change.properties),
    })),
    meanings: found.meanings.map((meaning) => ({ ...meaning, text: mask.hide(meaning.text) })),
    violations: found.violations.map((one) => ({ ...one, message: mask.hide(one.message) })),
    errors: mask.hide(found.errors),
  };
}
