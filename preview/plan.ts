import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tryRun, type PulumiOptions } from '../local/host/command';
import { Failure } from '../local/host/failure';
import type { StackPreview } from './report';
import { policyPack, previewStack } from './run';

/**
 * What a preview has planned. An update by it does that and nothing else: Pulumi refuses a step that is not in the plan.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/update-plans/
 */
export class Plan {
  private constructor(
    private readonly stack: string,
    private readonly options: PulumiOptions,
    private readonly folder: string,
    /** What the plan does. */
    readonly preview: StackPreview,
  ) {}

  /**
   * Previews a stack, and keeps what it plans in a file that only the user can read. Secrets in it are encrypted.
   *
   * @param stack - the name of the stack
   * @throws Failure when Pulumi cannot be run
   */
  static async of(stack: string, options: PulumiOptions): Promise<Plan> {
    const folder = mkdtempSync(join(tmpdir(), 'shared-keys-plan-'));
    try {
      const planning = { ...options, env: planned(options.env) };
      const preview = await previewStack(stack, planning, ['--save-plan', join(folder, 'plan.json')]);
      return new Plan(stack, planning, folder, preview);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * Does what is planned.
   *
   * @param say - takes the lines of Pulumi
   * @throws Failure when the update fails, or would do anything else
   */
  async apply(say: (line: string) => void): Promise<void> {
    const plan = ['--plan', join(this.folder, 'plan.json')];
    const shown = ['--yes', '--skip-preview', '--suppress-outputs', '--non-interactive'];
    const args = ['up', ...shown, ...plan, ...policyPack(this.options), '--stack', this.stack];
    const deviations: string[] = [];
    const onLine = (line: string): void => {
      if (line.includes(' violates plan: ')) deviations.push(line);
      // The line has the whole objects, old and new.
      say(line.replace(/ violates plan: .*/, ' is not as planned'));
    };
    const { status } = await tryRun('pulumi', args, { ...this.options, onLine });
    if (deviations.length > 0)
      throw new Failure(
        `${this.stack} has changed since its preview, and the rest was not deployed: deploy again.`,
      );
    if (status !== 0) throw new Failure('pulumi up failed, see above: fix the cause, then deploy again.');
  }

  /** Removes the plan. */
  forget(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * The environment in which Pulumi makes and follows plans. The passphrase is in a variable instead of a file: the `pulumi` of
 * `npm run env` removes the salt of its own passphrase's file after each command, and a plan is encrypted with that salt.
 */
function planned(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PULUMI_CONFIG_PASSPHRASE_FILE: file, ...rest } = environment;
  const experimental = { ...rest, PULUMI_EXPERIMENTAL: 'true' };
  if (file === undefined || rest.PULUMI_CONFIG_PASSPHRASE !== undefined) return experimental;
  return { ...experimental, PULUMI_CONFIG_PASSPHRASE: readFileSync(file, 'utf8').trimEnd() };
}
