/** A part of a section that may be shortened or left out. */
export interface Piece {
  /** How dangerous it is: 0 is the most. */
  readonly rank: number;
  /** What it is one of, such as `updates`. */
  readonly kind: string;
  /** The whole text. */
  readonly whole: string;
  /** The text in one line. */
  readonly brief: string;
  /** Whether it is folded at first. */
  readonly folded: boolean;
}

/** A section: what is always in it, and pieces between. */
export interface Section {
  readonly head: string;
  readonly pieces: readonly Piece[];
  readonly foot: string;
}

/** What is between two blocks. */
const GAP = '\n\n';
/** The most characters that one note about what is left out takes, with its gap. */
const NOTE = 120;

/**
 * Puts sections together so that they fit: the least dangerous pieces are shortened, then left out, and if the sections fit not
 * even without pieces, the last sections.
 *
 * @param top - the blocks before the sections, which have to fit
 * @param sections - the most important first
 * @param longest - the most characters
 */
export function fit(top: readonly string[], sections: readonly Section[], longest: number): string {
  let left = longest - top.join(GAP).length - NOTE;
  const kept: Section[] = [];
  for (const section of sections) {
    // As if all of its pieces were left out, and with room for the fold of those that are not.
    const folds = section.pieces.some(({ folded }) => folded) ? fold([]).length + GAP.length : 0;
    const least = section.head.length + section.foot.length + 2 * GAP.length + NOTE + folds;
    if (least > left) break;
    left -= least;
    kept.push(section);
  }
  const chosen = choose(kept, left);
  const bodies = kept.map((section) => render(section, chosen));
  const missing = sections.slice(kept.length).length;
  const note =
    missing === 0
      ? []
      : [`_Left out, since a comment has room for ${longest} characters: ${missing} more stacks._`];
  return [...top, ...bodies, ...note].join(GAP);
}

/** Chooses the text of each piece; a piece without a text is left out. */
function choose(sections: readonly Section[], room: number): Map<Piece, string> {
  const pieces = sections.flatMap((section) => section.pieces).sort((a, b) => a.rank - b.rank);
  const chosen = new Map<Piece, string>();
  let left = room;
  for (const piece of pieces) {
    const text = [piece.whole, piece.brief].find((one) => one.length + GAP.length <= left);
    // What is less dangerous is not shown instead.
    if (text === undefined) break;
    left -= text.length + GAP.length;
    chosen.set(piece, text);
  }
  return chosen;
}

function render({ head, pieces, foot }: Section, chosen: ReadonlyMap<Piece, string>): string {
  const texts = (folded: boolean): string[] =>
    pieces.filter((piece) => piece.folded === folded).flatMap((piece) => chosen.get(piece) ?? []);
  const folded = texts(true);
  const left = pieces.filter((piece) => !chosen.has(piece)).map(({ kind }) => kind);
  const counts = [...new Set(left)].map((kind) => `${left.filter((one) => one === kind).length} ${kind}`);
  return [
    head,
    ...texts(false),
    ...(folded.length === 0 ? [] : [fold(folded)]),
    ...(counts.length === 0 ? [] : [`_Left out for want of room: ${counts.join(', ')}._`]),
    foot,
  ].join(GAP);
}

/** Blocks that are seen after a click. The empty lines let GitHub read them as Markdown. */
function fold(blocks: readonly string[]): string {
  return ['<details><summary>What is created</summary>', ...blocks, '</details>'].join(GAP);
}
