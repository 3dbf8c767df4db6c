/** Size of every picture, in its own units. */
export const WIDTH = 600;
export const HEIGHT = 400;

/** A point of a picture. */
export type Point = readonly [x: number, y: number];

/** A colour at a place of a gradient, from 0 to 1. */
export type Stop = readonly [at: number, colour: string];

/** Further attributes of a shape. */
export type Attributes = Readonly<Record<string, string | number>>;

/** Collects the shapes of one picture, the last one on top. Equal seeds give equal pictures. */
export class Canvas {
  private readonly shapes: string[] = [];
  private readonly definitions: string[] = [];

  constructor(private state: number) {}

  /** A number from `low` to `high`, the next of a fixed sequence. */
  random(low: number, high: number): number {
    // Mulberry32: small, and more than even enough for grass.
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return low + (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * (high - low);
  }

  /** Defines a gradient from top to bottom, or from left to right; the result is a fill. */
  gradient(stops: readonly Stop[], across = false): string {
    const id = `g${this.definitions.length}`;
    const colours = stops.map(([at, colour]) => `<stop offset="${at}" stop-color="${colour}"/>`);
    const direction = across ? '' : ' x2="0" y2="1"';
    this.definitions.push(`<linearGradient id="${id}"${direction}>${colours.join('')}</linearGradient>`);
    return `url(#${id})`;
  }

  /** Defines a light that fades from its middle; the result is a fill. */
  glow(colour: string, strength: number): string {
    const id = `g${this.definitions.length}`;
    this.definitions.push(
      `<radialGradient id="${id}"><stop stop-color="${colour}" stop-opacity="${strength}"/>` +
        `<stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient>`,
    );
    return `url(#${id})`;
  }

  /** A path by its data, in which numbers are rounded. */
  path(data: string, fill: string, more: Attributes = {}): void {
    const rounded = data.replace(/-?\d+\.\d+/g, (number) => String(round(Number(number))));
    this.add('path', { d: rounded.replace(/ -/g, '-').replace(/([a-z]) /gi, '$1'), fill, ...more });
  }

  /** A line by its path data. */
  line(data: string, colour: string, width: number, more: Attributes = {}): void {
    this.path(data, 'none', {
      stroke: colour,
      'stroke-width': round(width),
      'stroke-linecap': 'round',
      ...more,
    });
  }

  /** Round dots in one path, which is much shorter than as many circles. */
  dots(points: readonly Point[], colour: string, diameter: number, more: Attributes = {}): void {
    if (points.length === 0) return;
    this.line(
      points.map(([x, y]) => `M${Math.round(x)} ${Math.round(y)}h0`).join(''),
      colour,
      diameter,
      more,
    );
  }

  /** Rectangles of one colour in one path: each is x, y, width and height. */
  rects(
    all: readonly (readonly [number, number, number, number])[],
    fill: string,
    more: Attributes = {},
  ): void {
    this.path(
      all.map(([x, y, w, h]) => `M${round(x)} ${round(y)}h${round(w)}v${round(h)}h${round(-w)}z`).join(''),
      fill,
      more,
    );
  }

  polygon(points: readonly Point[], fill: string, more: Attributes = {}): void {
    this.path(`M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}Z`, fill, more);
  }

  rect(x: number, y: number, width: number, height: number, fill: string, more: Attributes = {}): void {
    this.add('rect', { x: round(x), y: round(y), width: round(width), height: round(height), fill, ...more });
  }

  circle(x: number, y: number, r: number, fill: string, more: Attributes = {}): void {
    this.add('circle', { cx: round(x), cy: round(y), r: round(r), fill, ...more });
  }

  ellipse(x: number, y: number, rx: number, ry: number, fill: string, more: Attributes = {}): void {
    this.add('ellipse', { cx: round(x), cy: round(y), rx: round(rx), ry: round(ry), fill, ...more });
  }

  /** The picture as SVG. */
  toString(): string {
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
      `<defs>${this.definitions.join('')}</defs>${this.shapes.join('')}</svg>\n`
    );
  }

  private add(name: string, attributes: Attributes): void {
    const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
    this.shapes.push(`<${name}${written.join('')}/>`);
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
