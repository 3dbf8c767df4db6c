import { operations, type ResourceChange } from '../components/change';
import { changeBlock, changeLine, verbs } from './change-text';
import { fit, type Piece, type Section } from './fit';
import { codeBlock, plainText } from './markdown-text';
import { isUnchanged, isWell, type PreviewReport, type StackPreview } from './report';

/** The longest comment that GitHub accepts, in characters. */
export const LONGEST_COMMENT = 65_536;
/** The first line of each comment, by which it is found again. Nobody sees it. */
export const MARKER = '<!-- shared-keys: preview -->';
/** How many stacks the first line names. */
const MOST_NAMED = 12;
/** The most characters of all errors of a stack, or of all rules that it breaks. */
const LONGEST_LIST = 2_000;

/**
 * Writes previews as a comment in Markdown: a line that says all, then stack by stack what is broken, what the changes mean, and
 * the changes in the order of danger. What does not fit is left out, the least dangerous first, and counted.
 *
 * @param report - the previews, without secrets
 * @param longest - the most characters; default {@link LONGEST_COMMENT}
 * @returns the comment; it is valid Markdown whatever is left out
 */
export function commentOf({ stacks }: PreviewReport, longest = LONGEST_COMMENT): string {
  const told = stacks.filter((preview) => !isUnchanged(preview)).sort(byDanger);
  return fit([MARKER, `**${headline(stacks)}**`], told.map(sectionOf), longest);
}

/**
 * The comment that takes the place of an earlier one, when nothing changes any more.
 *
 * @param report - previews without changes
 */
export function noChangesComment({ stacks }: PreviewReport): string {
  return `${MARKER}\n\n**No changes any more.** ${headline(stacks)}`;
}

/** One line that says all, in Markdown: `2 stacks: dev changes 3, replaces 1 · prod unchanged · policies pass`. */
export function headline(stacks: readonly StackPreview[]): string {
  const parts = [...stacks]
    .sort(byDanger)
    .map((preview) => `${plainText(preview.stack)} ${outcome(preview)}`);
  const more = parts.length - MOST_NAMED;
  const named = more > 0 ? [...parts.slice(0, MOST_NAMED), `${more} more`] : parts;
  return `${counted(stacks.length, 'stack')}: ${[...named, ...lost(stacks), policies(stacks)].join(' · ')}`;
}

function lost(stacks: readonly StackPreview[]): string[] {
  return stacks.some(({ meanings }) => meanings.some(({ loses }) => loses)) ? ['DATA IS LOST'] : [];
}

function policies(stacks: readonly StackPreview[]): string {
  const broken = stacks.flatMap(({ violations }) => violations).length;
  if (broken > 0) return counted(broken, 'broken policy rule');
  return stacks.every(({ policyPacks }) => policyPacks.length > 0) ? 'policies pass' : 'policies not judged';
}

/** What a preview found: `replaces 1, changes 3`, `unchanged` or `fails`. */
function outcome({ changes, errors }: StackPreview): string {
  if (errors.length > 0) return 'fails';
  const counts = operations.flatMap((operation) => {
    const count = changes.filter((change) => change.operation === operation).length;
    return count === 0 ? [] : [`${verbs[operation]} ${count}`];
  });
  return counts.length === 0 ? 'unchanged' : counts.join(', ');
}

/** The section of a stack. Its changes are pieces that may be left out. */
function sectionOf(preview: StackPreview): Section {
  const { stack, errors, violations, meanings, changes, unchanged, policyPacks } = preview;
  const head = [
    `### ${plainText(stack)} ${outcome(preview)}`,
    ...(errors.length === 0 ? [] : [codeBlock(bounded(errors))]),
    ...list(
      violations.map(({ policy, message, mandatory }) => `${mandatory ? '❌' : '⚠️'} ${policy}: ${message}`),
    ),
    ...list(meanings.map(({ system, text, loses }) => `${loses ? '⚠️ ' : ''}${system}: ${text}`)),
  ];
  const packs = policyPacks.length === 0 ? 'no policy' : policyPacks.join(', ');
  return {
    head: head.join('\n\n'),
    pieces: changes.map(pieceOf),
    foot: plainText(`${counted(unchanged, 'resource')} unchanged · judged by ${packs}`),
  };
}

function pieceOf(change: ResourceChange): Piece {
  return {
    rank: operations.indexOf(change.operation),
    kind: `${change.operation}s`,
    whole: changeBlock(change),
    brief: changeLine(change),
    folded: change.operation === 'create',
  };
}

/** A list with what fits into {@link LONGEST_LIST}; nothing without lines. */
function list(lines: readonly string[]): string[] {
  return lines.length === 0
    ? []
    : [
        bounded(lines)
          .map((line) => `- ${plainText(line)}`)
          .join('\n'),
      ];
}

/** The first lines, up to {@link LONGEST_LIST} characters, and how many more there are. */
function bounded(lines: readonly string[]): string[] {
  const shown: string[] = [];
  let left = LONGEST_LIST;
  for (const line of lines) {
    if (line.length > left) break;
    left -= line.length;
    shown.push(line);
  }
  if (shown.length === 0 && lines[0] !== undefined) shown.push(`${lines[0].slice(0, LONGEST_LIST)}…`);
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, `… and ${more} more`] : shown;
}

/** What fails first, then what loses data, then by the most dangerous change. */
function byDanger(a: StackPreview, b: StackPreview): number {
  return danger(a) - danger(b) || a.stack.localeCompare(b.stack);
}

function danger(preview: StackPreview): number {
  if (!isWell(preview)) return 0;
  if (lost([preview]).length > 0) return 1;
  const [first] = preview.changes;
  return first === undefined ? 9 : 2 + operations.indexOf(first.operation);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
