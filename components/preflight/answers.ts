import type { Finding } from './check';
import { Forbidden, Unreachable } from './cluster';

/** A question that can be asked: its settings and what was there before are known. */
export interface Asked {
  /** What holds when there is no problem. */
  readonly holds: string;
  /** Whether it may stay without an answer when the user may not read what it reads. */
  readonly lenient: boolean;
  readonly ask: () => Promise<readonly Finding[]>;
}

/** The answer to a question. */
export interface Answer {
  /** What holds when there is no problem. */
  readonly holds: string;
  /** What is wrong, each a line with the way out. */
  readonly problems: readonly string[];
  /** What may go wrong, each a line. */
  readonly doubts: readonly string[];
  /** What is worth knowing. */
  readonly facts: readonly string[];
  /** Why there is no answer, and what that means. */
  readonly unanswered?: { readonly why: string; readonly by: 'unreachable' | 'forbidden' };
}

/**
 * Asks all questions side by side.
 *
 * @returns the answers in the order of the questions
 * @throws the error of a check that is a mistake of the program
 */
export async function answersTo(questions: readonly Asked[]): Promise<readonly Answer[]> {
  return Promise.all(questions.map(answerTo));
}

async function answerTo({ holds, lenient, ask }: Asked): Promise<Answer> {
  try {
    const found = await ask();
    return {
      holds,
      problems: found.filter((one) => typeof one === 'string'),
      doubts: found.flatMap((one) => (typeof one !== 'string' && 'doubt' in one ? [one.doubt] : [])),
      facts: found.flatMap((one) => (typeof one !== 'string' && 'fact' in one ? [one.fact] : [])),
    };
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    const by = lenient && error instanceof Forbidden ? 'forbidden' : 'unreachable';
    return { holds, problems: [], doubts: [], facts: [], unanswered: { why: error.message, by } };
  }
}
