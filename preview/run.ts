import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

import { parse } from 'yaml';

import type { ResourceChange } from '../components/change';
import { run, tryRun, type Output, type PulumiOptions } from '../local/host/command';
import { Failure } from '../local/host/failure';
import { readDifferences, readPreview } from './engine-events';
import type { StackPreview } from './report';
import { Mask, secretsInSettings, secretsInState } from './secrets';

/** The arguments of every preview: the policy judges it, and it changes nothing. */
function previewOf(stack: string, options: PulumiOptions): string[] {
  return ['preview', ...policyPack(options), '--stack', stack];
}

/** The arguments by which the policy of the project judges, wherever Pulumi is run. */
export function policyPack({ cwd }: PulumiOptions): readonly string[] {
  return ['--policy-pack', relative(cwd, resolve(__dirname, '..', 'policy'))];
}

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
  return (await previewWithRaw(stack, options)).preview;
}

/** Previews a stack as {@link previewStack}; gives also what the preview found as it is, which must not be shown. */
export async function previewWithRaw(
  stack: string,
  options: PulumiOptions,
): Promise<{ preview: StackPreview; raw: StackPreview }> {
  const { log, failed } = await logged(previewOf(stack, options), options);
  const found = readPreview(stack, log);
  const why = found.errors.length === 0 && found.violations.length === 0 ? failed : undefined;
  const raw = why === undefined ? found : { ...found, errors: [why] };
  // Pulumi could not read the stack, so that its message has no secret of it.
  if (why !== undefined && found.changes.length === 0) return { preview: raw, raw };
  const { changes, errors, violations, warnings } = raw;
  // Nothing is shown that could have a secret: an unchanged stack need not be decrypted.
  if ([changes, errors, violations, warnings].every((shown) => shown.length === 0))
    return { preview: raw, raw };
  return { preview: masked(raw, await maskOf(stack, options)), raw };
}

/**
 * Compares the cluster with what was last deployed, and changes nothing. An image in a registry without TLS is not compared.
 *
 * @param stack - the name of the stack
 * @returns what differs in the cluster, without secrets
 * @throws Failure when Pulumi cannot be run, or cannot compare
 */
export async function differencesOf(
  stack: string,
  options: PulumiOptions,
): Promise<readonly ResourceChange[]> {
  const { log, failed } = await logged(['refresh', '--preview-only', '--stack', stack], options);
  const { changes, errors } = readDifferences(log);
  if (failed !== undefined) throw new Failure(`${stack} cannot be compared: ${errors[0] ?? failed}`);
  return changes.length === 0 ? [] : maskedChanges(changes, await maskOf(stack, options));
}

/** Runs Pulumi; gives the log of its events, and what it said when it failed. */
async function logged(
  args: readonly string[],
  options: PulumiOptions,
): Promise<{ log: string; failed: string | undefined }> {
  const folder = mkdtempSync(join(tmpdir(), 'shared-keys-events-'));
  try {
    const file = join(folder, 'events');
    // Pulumi shows this option only with its commands for debugging; its Automation API uses it.
    const env = { ...options.env, PULUMI_DEBUG_COMMANDS: 'true' };
    const ended = await tryRun('pulumi', [...args, '--event-log', file, '--non-interactive'], {
      ...options,
      env,
    });
    const log = statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, 'utf8') : '';
    return { log, failed: ended.status === 0 ? undefined : whyFailed(ended) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What Pulumi says when it has no event for it, such as that there is no such stack. */
function whyFailed({ status, stdout, stderr }: Output): string {
  const said = (stderr.trim() || stdout.trim()).split('\n').at(-1) ?? '';
  return said.replace(/^error: /, '') || `Pulumi ended with status ${status}`;
}

/**
 * Hides the secrets of a stack: those in its state and in its settings.
 *
 * @param stack - the name of the stack
 * @throws Failure when they cannot be read
 */
export async function maskOf(stack: string, options: PulumiOptions): Promise<Mask> {
  return new Mask(await secretsOf(stack, options));
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
    changes: maskedChanges(found.changes, mask),
    meanings: found.meanings.map((meaning) => ({ ...meaning, text: mask.hide(meaning.text) })),
    violations: found.violations.map((one) => ({ ...one, message: mask.hide(one.message) })),
    warnings: mask.hide(found.warnings),
    errors: mask.hide(found.errors),
  };
}

function maskedChanges(changes: readonly ResourceChange[], mask: Mask): ResourceChange[] {
  return changes.map((change) => ({
    ...change,
    name: mask.hide(change.name),
    object: mask.hide(change.object),
    properties: mask.hide(change.properties),
  }));
}
