import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ResourceChange } from '../components/change';
import { tryRun, type PulumiOptions } from '../local/host/command';
import { Failure, hasCode } from '../local/host/failure';
import { DeploymentFailure, reasonsIn } from './deployment-failure';
import { deviation } from './deviation';
import { readPreview } from './engine-events';
import type { StackPreview } from './report';
import { maskOf, policyPack, previewWithRaw } from './run';

/** Where the output of Pulumi goes. */
export type Output = Pick<NodeJS.WriteStream, 'isTTY'> & { readonly write: (text: string) => unknown };

/** A progress line of a resource, without a message or with the message of an image build. */
export const PROGRESS = /^ *[-+~]+ +\S+ \S+ (?:creating|updating|deleting|replacing) \(\d+s\) *(?:#.*)?$/;

/** How often the steps of an update are compared with the plan, in milliseconds. */
const COMPARE_MS = 100;

/**
 * What a preview has planned. An update by it is stopped at a step that is not in the plan. Pulumi's own update plans are not
 * used: they refuse what a preview cannot know, such as the digest of an image that is yet to be built.
 */
export class Plan {
  private constructor(
    private readonly stack: string,
    private readonly options: PulumiOptions,
    /** What the plan does, without secrets. */
    readonly preview: StackPreview,
    private readonly planned: readonly ResourceChange[],
  ) {}

  /**
   * Previews a stack.
   *
   * @param stack - the name of the stack
   * @throws Failure when Pulumi cannot be run
   */
  static async of(stack: string, options: PulumiOptions): Promise<Plan> {
    const { preview, raw } = await previewWithRaw(stack, options);
    return new Plan(stack, options, preview, raw.changes);
  }

  /**
   * Does what is planned, and shows the output of Pulumi. When the output is not a terminal, as in CI, most progress lines are
   * left out: an image build prints hundreds.
   *
   * @param output - standard output by default
   * @throws DeploymentFailure when the update fails
   * @throws Failure when it begins to do anything else
   */
  async apply(output: Output = process.stdout): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'shared-keys-update-'));
    const watch = new Watch(join(folder, 'events'), this.planned);
    try {
      const shown = ['--yes', '--skip-preview', '--suppress-outputs', '--suppress-permalink=true'];
      const log = ['--event-log', watch.log];
      const args = ['up', ...shown, ...log, ...policyPack(this.options), '--stack', this.stack];
      const brief = {
        onLine: (line: string): void => {
          if (!PROGRESS.test(line)) output.write(`${line}\n`);
        },
      };
      const { signal = watch.signal, env } = this.options;
      const { status } = await tryRun('pulumi', args, {
        ...this.options,
        env: { ...env, PULUMI_DEBUG_COMMANDS: 'true' },
        signal: AbortSignal.any([signal, watch.signal]),
        terminal: true,
        ...(output.isTTY ? {} : brief),
      });
      if (status !== 0)
        throw new DeploymentFailure(
          'pulumi up failed, see above: fix the cause, then run the same command again.',
          await this.reasons(watch.log),
        );
    } catch (error) {
      if (!watch.signal.aborted) throw error;
      throw new Failure(
        `${this.stack} has changed since its preview (${String(watch.signal.reason)}), and the rest was not deployed: run the same command again.`,
        { cause: error },
      );
    } finally {
      watch.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** What Pulumi and the policy said of a failed update. */
  private async reasons(log: string): Promise<readonly string[]> {
    try {
      const said = reasonsIn(readPreview(this.stack, readFileSync(log, 'utf8')));
      return (await maskOf(this.stack, this.options)).hide(said);
    } catch {
      // Pulumi has shown them: without them, the failure is the same.
      this.options.signal?.throwIfAborted();
      return [];
    }
  }
}

/** Compares the steps of a running update with a plan. */
class Watch {
  private readonly found = new AbortController();
  /** How many bytes of the log have been compared. */
  private seen = 0;
  private readonly timer = setInterval(() => {
    this.compare();
  }, COMPARE_MS);

  /** @param log - the file to which Pulumi writes the events of the update */
  constructor(
    readonly log: string,
    private readonly planned: readonly ResourceChange[],
  ) {}

  /** Aborted at the first step that is not planned; the reason says which. */
  get signal(): AbortSignal {
    return this.found.signal;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private compare(): void {
    const why = readPreview('', this.newLines())
      .changes.map((change) => deviation(change, this.planned))
      .find((one) => one !== undefined);
    if (why !== undefined) this.found.abort(why);
  }

  /** The lines that were written since the last time: the build of an image writes thousands. */
  private newLines(): string {
    const file = openIfThere(this.log);
    if (file === undefined) return '';
    try {
      const bytes = Buffer.alloc(fstatSync(file).size - this.seen);
      const read = readSync(file, bytes, 0, bytes.length, this.seen);
      // The last line may not be whole yet.
      const whole = bytes.subarray(0, bytes.subarray(0, read).lastIndexOf('\n') + 1);
      this.seen += whole.length;
      return whole.toString();
    } finally {
      closeSync(file);
    }
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined; // Not begun.
    throw error;
  }
}
