/** A part or an edge of a picture: its classes, its name, and its texts. */
export type Drawn = readonly [classes: string, name: string, ...texts: string[]];

/** What Graphviz makes of a part or an edge: a group of a class, with a title and texts. */
const group = /<g id="[^"]*" class="((?:node|cluster|edge) [^"]*)">\s*<title>([^<]*)<\/title>(.*?)<\/g>/gs;

/**
 * What a picture of `npm run graph` shows, without where and how: two pictures with the same structure show the same stack in the
 * same state.
 *
 * @returns the parts and edges, sorted
 */
export function structureOf(svg: string): readonly Drawn[] {
  return [...svg.matchAll(group)]
    .map(([, classes = '', name = '', drawn = '']): Drawn => {
      const texts = [...drawn.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
      return [classes, name, ...texts];
    })
    .sort((a, b) => (a.join() < b.join() ? -1 : 1));
}
