/** The Levenshtein distance: how many letters must be inserted, removed or replaced. */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(from).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

/** Splits a dotted name, in lower case, into its group and its last part. */
function split(name: string): { group: string; part: string } {
  const end = name.lastIndexOf('.') + 1;
  return { group: name.slice(0, end).toLowerCase(), part: name.slice(end).toLowerCase() };
}

/**
 * Suggests known names for a misspelt name, the most similar first: those whose last part differs in at most a third of
 * its letters. Names in other groups are suggested only when there is none in the same group.
 *
 * @param name - the unknown dotted name
 * @param known - all known dotted names
 * @returns at most three names; none when no name is similar
 */
export function closestNames(name: string, known: readonly string[]): string[] {
  const { group, part } = split(name);
  const near = known
    .map((candidate) => {
      const other = split(candidate);
      return { candidate, letters: distance(part, other.part), here: other.group === group };
    })
    .filter(({ letters }) => letters <= part.length / 3)
    .sort((a, b) => a.letters - b.letters);
  const here = near.filter((name) => name.here);
  return (here.length > 0 ? here : near).slice(0, 3).map(({ candidate }) => candidate);
}
