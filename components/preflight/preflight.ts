import * as pulumi from '@pulumi/pulumi';

import { refusal } from '../../settings/refusal';
import { answersTo, type Asked } from './answers';

/**
 * Asks all questions, before the first resource is registered. In a preview, questions that cannot reach the cluster are skipped
 * with one warning: what would be done can be shown without it. Doubts are warnings.
 *
 * @param questions - what is asked
 * @throws pulumi.RunError with all problems, one line a problem
 */
export async function preflight(questions: readonly Asked[]): Promise<void> {
  const answers = await answersTo(questions);
  const unreachable = new Set(
    answers.flatMap(({ unanswered }) => (unanswered?.by === 'unreachable' ? [unanswered.why] : [])),
  );
  const problems = new Set(answers.flatMap((answer) => answer.problems));
  const doubts = new Set(answers.flatMap((answer) => answer.doubts));
  if (pulumi.runtime.isDryRun())
    unreachable.forEach((why) => doubts.add(`what the cluster holds is not checked: ${why}`));
  else unreachable.forEach((why) => problems.add(why));
  for (const doubt of doubts) await pulumi.log.warn(doubt);
  if (problems.size > 0) throw refusal([...problems].join('\n'));
}
