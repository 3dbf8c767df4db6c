/** Those that judge, by the names of their programs. */
export const judgeNames = ['kube-score', 'checkov', 'hadolint', 'shellcheck', 'zizmor'] as const;

/** One of those that judge. */
export type JudgeName = (typeof judgeNames)[number];

/** What a judge finds wrong. */
export interface Finding {
  /** The judge's name of the rule. */
  readonly rule: string;
  /** Where: an object and its container, a file, or a file and the place in it. */
  readonly place: string;
  /** What is wrong, in the words of the judge. */
  readonly message: string;
}

/** What a judge has to say. */
export interface Verdict {
  readonly findings: readonly Finding[];
  /** How many objects or files it has judged. */
  readonly judged: number;
}

/** Why something that a judge finds is left as it is. */
export interface Answer {
  readonly judge: JudgeName;
  readonly rule: string;
  /** All places where it is found. */
  readonly places: readonly string[];
  /** The reason, in a sentence. */
  readonly why: string;
}

/**
 * What is wrong with a verdict, each a line: what it finds and nobody has answered, and the answers to what it no longer
 * finds. A judge that has judged nothing is wrong too.
 */
export function objections(
  judge: JudgeName,
  { findings, judged }: Verdict,
  answers: readonly Answer[],
): string[] {
  if (judged === 0) return [`${judge} has judged nothing`];
  const own = answers.filter((answer) => answer.judge === judge);
  const answered = new Set(own.flatMap(({ rule, places }) => places.map((place) => keyOf(rule, place))));
  const found = new Set(findings.map(({ rule, place }) => keyOf(rule, place)));
  const open = findings
    .filter(({ rule, place }) => !answered.has(keyOf(rule, place)))
    .map(({ rule, place, message }) => `${rule} in ${place}: ${message}`);
  const stale = own.flatMap(({ rule, places }) =>
    places
      .filter((place) => !found.has(keyOf(rule, place)))
      .map(
        (place) => `${rule} in ${place} is no longer found: remove its answer from test/judges/answers.ts`,
      ),
  );
  return [...new Set([...open, ...stale])];
}

function keyOf(rule: string, place: string): string {
  return `${rule} in ${place}`;
}
