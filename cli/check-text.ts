import type { Answer } from '../components/preflight/answers';

/** Whether a stack can be deployed, as far as the questions tell. */
export function isWell(answers: readonly Answer[]): boolean {
  return answers.every(
    ({ problems, unanswered }) => problems.length === 0 && unanswered?.by !== 'unreachable',
  );
}

/**
 * Tells in lines what was asked and answered: `✓` what holds, `?` what is in doubt or not known, `✗` what is wrong.
 *
 * @param stack - the name of the stack
 * @returns lines, each with its end
 */
export function checkText(stack: string, answers: readonly Answer[]): string {
  const told = new Set<string>();
  const lines = answers.flatMap((answer) => {
    const { holds, problems, doubts, facts, unanswered } = answer;
    const mark =
      problems.length > 0 || unanswered?.by === 'unreachable'
        ? '✗'
        : doubts.length > 0 || unanswered
          ? '?'
          : '✓';
    const why = [...problems, ...doubts, ...(unanswered ? [`not asked: ${unanswered.why}`] : [])];
    // A cluster that does not answer has the same reason for all.
    const fresh = why.filter((line) => !told.has(line));
    fresh.forEach((line) => told.add(line));
    return [` ${mark} ${[holds, ...facts].join(' · ')}`, ...fresh.map((line) => `     ${line}`)];
  });
  return [`${stack}:`, ...lines].map((line) => `${line}\n`).join('');
}
