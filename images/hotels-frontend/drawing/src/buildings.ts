import type { Canvas, Point } from './canvas';

/** How a house is painted. */
export interface Paint {
  readonly wall: string;
  readonly roof: string;
  /** Windows, lit or not. */
  readonly window: string;
  readonly door?: string;
  /** The wall in the shade; none is drawn without it. */
  readonly shade?: string;
}

/** A house with a pitched roof seen from its long side: (x, y) is its lower left corner. */
export function house(
  canvas: Canvas,
  x: number,
  y: number,
  w: number,
  h: number,
  paint: Paint,
  windows = 3,
): void {
  canvas.rect(x, y - h, w, h, paint.wall);
  if (paint.shade !== undefined) canvas.rect(x + w * 0.78, y - h, w * 0.22, h, paint.shade);
  const eaves = h * 0.16;
  canvas.polygon(
    [
      [x - eaves, y - h],
      [x + w * 0.09, y - h * 1.5],
      [x + w * 0.91, y - h * 1.5],
      [x + w + eaves, y - h],
    ],
    paint.roof,
  );
  openings(canvas, x, y, w, h, paint, windows);
}

/** A house with a gable towards us. */
export function gable(
  canvas: Canvas,
  x: number,
  y: number,
  w: number,
  h: number,
  paint: Paint,
  windows = 2,
  pitch = 0.6,
): void {
  canvas.polygon(
    [
      [x, y],
      [x, y - h],
      [x + w / 2, y - h - w * pitch],
      [x + w, y - h],
      [x + w, y],
    ],
    paint.wall,
  );
  const t = Math.max(3, w * 0.07);
  const roof: Point[] = [
    [x - t * 2, y - h + t],
    [x + w / 2, y - h - w * pitch - t],
    [x + w + t * 2, y - h + t],
    [x + w + t * 0.6, y - h + t * 1.4],
    [x + w / 2, y - h - w * pitch + t],
    [x - t * 0.6, y - h + t * 1.4],
  ];
  canvas.polygon(roof, paint.roof);
  openings(canvas, x, y, w, h, paint, windows);
}

/** A house with a flat roof, as of adobe. */
export function block(
  canvas: Canvas,
  x: number,
  y: number,
  w: number,
  h: number,
  paint: Paint,
  windows = 2,
): void {
  canvas.rect(x, y - h, w, h, paint.wall);
  if (paint.shade !== undefined) canvas.rect(x + w * 0.8, y - h, w * 0.2, h, paint.shade);
  canvas.rect(x - 2, y - h - 3, w + 4, 5, paint.roof);
  openings(canvas, x, y, w, h, paint, windows);
}

function openings(
  canvas: Canvas,
  x: number,
  y: number,
  w: number,
  h: number,
  paint: Paint,
  count: number,
): void {
  const size = Math.min(h * 0.34, (w / (count + 1)) * 0.5);
  const middle = Math.floor(count / 2);
  const panes: [number, number, number, number][] = [];
  for (let n = 0; n < count; n++) {
    const at = x + (w * (n + 0.5)) / count - size / 2;
    if (paint.door !== undefined && n === middle) canvas.rect(at, y - h * 0.66, size, h * 0.66, paint.door);
    else panes.push([at, y - h * 0.7, size, size * 1.25]);
  }
  canvas.rects(panes, paint.window);
}

/** A white church with a tower and a bell, its gable towards us. */
export function church(canvas: Canvas, x: number, y: number, h: number, paint: Paint): void {
  const w = h * 0.75;
  canvas.polygon(
    [
      [x, y],
      [x, y - h * 0.55],
      [x + w / 2, y - h * 0.85],
      [x + w, y - h * 0.55],
      [x + w, y],
    ],
    paint.wall,
  );
  canvas.line(
    `M${x - 3} ${y - h * 0.54}L${x + w / 2} ${y - h * 0.86}L${x + w + 3} ${y - h * 0.54}`,
    paint.roof,
    h * 0.04,
  );
  canvas.rect(x + w * 0.9, y - h, h * 0.24, h, paint.shade ?? paint.wall);
  canvas.polygon(
    [
      [x + w * 0.86, y - h],
      [x + w * 0.9 + h * 0.12, y - h * 1.22],
      [x + w * 0.94 + h * 0.24, y - h],
    ],
    paint.roof,
  );
  canvas.path(
    `M${x + w * 0.9 + h * 0.07} ${y - h * 0.76}v${-h * 0.1}a${h * 0.05} ${h * 0.05} 0 0 1 ${h * 0.1} 0v${h * 0.1}z`,
    paint.window,
  );
  canvas.path(
    `M${x + w * 0.38} ${y}v${-h * 0.28}a${w * 0.12} ${w * 0.12} 0 0 1 ${w * 0.24} 0v${h * 0.28}z`,
    paint.door ?? paint.window,
  );
  canvas.circle(x + w / 2, y - h * 0.6, h * 0.06, paint.window);
}

/** A dome on a drum, with its lantern. */
export function dome(
  canvas: Canvas,
  x: number,
  y: number,
  r: number,
  fill: string,
  shade: string,
  drum: string,
): void {
  canvas.rect(x - r, y - r * 0.5, r * 2, r * 0.5, drum);
  canvas.path(`M${x - r} ${y - r * 0.5}a${r} ${r * 1.15} 0 0 1 ${r * 2} 0z`, fill);
  canvas.path(
    `M${x + r * 0.25} ${y - r * 1.6}a${r} ${r * 1.15} 0 0 1 ${r * 0.75} ${r * 1.1}h${-r * 0.4}q0 ${-r * 0.7} ${-r * 0.35} ${-r * 1.1}z`,
    shade,
  );
  canvas.rect(x - r * 0.14, y - r * 1.95, r * 0.28, r * 0.36, drum);
  canvas.line(`M${x} ${y - r * 1.95}v${-r * 0.35}M${x - r * 0.1} ${y - r * 2.18}h${r * 0.2}`, drum, 1.6);
}

/** A lighthouse with bands. */
export function lighthouse(
  canvas: Canvas,
  x: number,
  y: number,
  h: number,
  bands: readonly [string, string],
): void {
  const half = (part: number): number => h * (0.09 - part * 0.035);
  for (let n = 0; n < 5; n++) {
    const [low, high] = [n / 5.6, (n + 1) / 5.6];
    canvas.polygon(
      [
        [x - half(low), y - h * low],
        [x - half(high), y - h * high],
        [x + half(high), y - h * high],
        [x + half(low), y - h * low],
      ],
      bands[n % 2 === 0 ? 0 : 1],
    );
  }
  canvas.rect(x - h * 0.075, y - h * 0.915, h * 0.15, h * 0.025, '#3b3b45');
  canvas.rect(x - h * 0.042, y - h * 0.98, h * 0.084, h * 0.07, '#ffe9a8');
  canvas.path(
    `M${x - h * 0.055} ${y - h * 0.975}l${h * 0.055} ${-h * 0.06}l${h * 0.055} ${h * 0.06}z`,
    '#3b3b45',
  );
}

/** A jetty of planks on posts. */
export function jetty(canvas: Canvas, x: number, y: number, w: number, colour: string): void {
  let posts = '';
  for (let at = x + 6; at < x + w; at += 18) posts += `M${at} ${y - 4}v14`;
  canvas.line(posts, colour, 2.4);
  canvas.rect(x, y - 6, w, 4, colour);
}
