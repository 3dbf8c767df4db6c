import { createInterface } from 'node:readline/promises';

import type { PulumiOptions } from '../local/host/command';
import type { Steps } from '../local/host/steps';
import { DeploymentFailure, reasonsIn } from '../preview/deployment-failure';
import { Plan } from '../preview/plan';
import { previewText } from '../preview/preview-text';
import { isUnchanged, isWell, type StackPreview } from '../preview/report';

/** What is typed to lose data on purpose. */
const WORD = 'lose data';

/** Whether the deployment would lose data. */
function loses({ meanings }: StackPreview): boolean {
  return meanings.some((meaning) => meaning.loses);
}

/**
 * Why a stack is not deployed.
 *
 * @param loseData - whether data may be lost
 * @returns undefined when nothing prevents it
 */
export function whyNot(preview: StackPreview, loseData: boolean): string | undefined {
  const { stack } = preview;
  if (!isWell(preview)) return `${stack} is not deployed: its preview fails, see above.`;
  if (loseData || !loses(preview)) return undefined;
  return `${stack} is not deployed, since data would be lost, see above: --lose-data does it on purpose.`;
}

/** Asks on a terminal whether data may be lost. */
async function asked(signal: AbortSignal | undefined): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const question = `Data is lost by this, see above. Type “${WORD}” to go on: `;
    return (await terminal.question(question, signal ? { signal } : {})).trim() === WORD;
  } finally {
    terminal.close();
  }
}

/**
 * Previews a stack with the policy, shows what it would change and what that means, then does just that. Nothing is done when
 * nothing changes.
 *
 * @param stack - the name of the stack
 * @param loseData - whether data may be lost without a question
 * @throws DeploymentFailure before anything is changed when the preview fails, a rule is broken, or data would be lost; and when
 * the update fails
 */
export async function deployAsPreviewed(
  stack: string,
  options: PulumiOptions,
  steps: Steps,
  loseData: boolean,
): Promise<void> {
  const plan = await steps.step(`Previewing ${stack}`, () => Plan.of(stack, options));
  const { preview } = plan;
  process.stdout.write(`\n${previewText(preview)}\n`);
  const mayLose = loseData || (isWell(preview) && loses(preview) && (await asked(options.signal)));
  const why = whyNot(preview, mayLose);
  if (why !== undefined) throw new DeploymentFailure(why, reasonsIn(preview));
  if (!isUnchanged(preview) || preview.othersChange) await plan.apply();
}
