import type { CommandOptions } from '../../local/host/command';
import { ask, type Command } from './ask';
import type { Finding, Verdict } from './finding';

/**
 * The tests that kube-score leaves out by default, and that hold here. Those that want requests to be the limits are not
 * among them: a node then carries a fraction of the pods, which use most of it only for a moment.
 */
const optional = ['container-ports-check', 'container-seccomp-profile'];

/** Without the answers that an annotation of an object could give. */
const args = [
  'score',
  '--output-format=json',
  '--kubernetes-version=v1.36',
  '--disable-ignore-checks-annotations',
  ...optional.map((test) => `--enable-optional-test=${test}`),
];

/** A test passes with this grade; all below is a warning at least. */
const PASSED = 10;

interface Scored {
  /** Such as `Deployment/apps/v1/tokens/creator`. */
  readonly object_name: string;
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string; readonly namespace?: string };
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
  }[];
}

/**
 * What kube-score finds in objects.
 *
 * @param files - in each, the objects that belong together
 */
export async function kubeScore(
  command: Command,
  files: readonly string[],
  options: CommandOptions,
): Promise<Verdict> {
  const scored: Scored[] = [];
  for (const file of files) scored.push(...((await ask(command, [...args, file], options)) as Scored[]));
  return { findings: scored.flatMap(findingsIn), judged: scored.length };
}

function findingsIn({ type_meta: { kind }, object_meta: { name, namespace }, checks }: Scored): Finding[] {
  const object = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  return checks
    .filter(({ grade, skipped }) => grade < PASSED && !skipped)
    .flatMap(({ check, comments }) =>
      (comments ?? []).map(({ path, summary }) => ({
        rule: check.id,
        place: path === '' ? object : `${object}, ${path}`,
        message: summary,
      })),
    );
}
