/** The least number of letters to insert, remove or replace to turn one text into the other. */
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

/** A dotted name in lower case, as the group that it is in and the part after it. */
function split(name: string): { group: string; part: string } {
  const end = name.lastIndexOf('.') + 1;
  return { group: name.slice(0, end).toLowerCase(), part: name.slice(end).toLowerCase() };
}

/**
 * The known names that a misspelt one may stand for, nearest first: those whose last part differs in at most a third of
 * its letters. Names in other groups count only when there is none in the same one.
 *
 * @param name - the dotted name that is not known
 * @param known - the dotted names to choose from
 * @returns at most three names; none when nothing is near
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
