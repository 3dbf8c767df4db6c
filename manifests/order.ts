/** Compares two texts by their code units: the order is the same on every machine, unlike that of a language. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
