import { HEIGHT, WIDTH, type Canvas, type Point, type Stop } from './canvas';

/** The sky, from top to bottom. */
export function sky(canvas: Canvas, ...colours: readonly string[]): void {
  const stops = colours.map((colour, n): Stop => [n / (colours.length - 1), colour]);
  canvas.rect(0, 0, WIDTH, HEIGHT, canvas.gradient(stops));
}

/** Sun or moon, with a halo of its colour. */
export function sun(canvas: Canvas, x: number, y: number, r: number, colour: string, halo = colour): void {
  canvas.circle(x, y, r * 4.5, canvas.glow(halo, 0.55));
  canvas.circle(x, y, r, colour);
}

export function stars(canvas: Canvas, count: number, below: number): void {
  for (const [part, diameter, opacity] of [
    [0.5, 1.1, 0.6],
    [0.3, 1.7, 0.8],
    [0.2, 2.6, 1],
  ] as const) {
    canvas.dots(scattered(canvas, count * part, below), '#fff', diameter, { opacity });
  }
}

/** Places anywhere above a line. */
export function scattered(canvas: Canvas, count: number, below: number, above = 0): Point[] {
  return Array.from({ length: Math.round(count) }, () => [
    canvas.random(0, WIDTH),
    canvas.random(above, below),
  ]);
}

/** A long flat cloud, in layers. */
export function cloud(
  canvas: Canvas,
  x: number,
  y: number,
  width: number,
  colour = '#fff',
  opacity = 0.75,
): void {
  const h = width / 9;
  canvas.path(
    `M${x} ${y}q${width * 0.03} ${-h} ${width * 0.17} ${-h * 0.9}q${width * 0.08} ${-h * 1.5} ${width * 0.26} ${-h}` +
      `q${width * 0.14} ${-h * 1.1} ${width * 0.28} ${h * 0.4}q${width * 0.2} ${-h * 0.4} ${width * 0.29} ${h * 1.5}Z`,
    colour,
    { opacity },
  );
}

/** Land with an edge of jagged rocks (`rough`), or of soft hills, from side to side. */
export function ridge(canvas: Canvas, y: number, height: number, fill: string, rough = false): void {
  const phases = [1, 2, 3, 4].map(() => canvas.random(0, 7));
  const edge = (x: number): number => {
    const waves = phases.map((phase, n) => Math.sin((x / WIDTH) * 2.6 * 1.9 ** n + phase) / 1.7 ** n);
    return y - (height * (waves.reduce((sum, wave) => sum + wave, 0) + 1.9)) / 3.8;
  };
  const points: Point[] = [];
  for (let x = -10; x <= WIDTH + 10; x += rough ? 17 : 20) {
    points.push([x, edge(x) + (rough ? canvas.random(-height / 9, height / 9) : 0)]);
  }
  if (rough) {
    canvas.polygon([[-10, HEIGHT], ...points, [WIDTH + 10, HEIGHT]], fill);
  } else {
    canvas.path(`M-10 ${HEIGHT}L${points.map(([px, py]) => `${px} ${py}`).join(' ')}L610 ${HEIGHT}Z`, fill, {
      'stroke-linejoin': 'round',
    });
  }
}

/** How a mountain is painted: its side in the light, the one in the shade, and its snow. */
export interface Rock {
  readonly light: string;
  readonly shade: string;
  readonly snow?: string;
  /** Snow in the shade. */
  readonly ice?: string;
}

/** A mountain with two faces; `snowline` is the part of its height that is white. */
export function peak(
  canvas: Canvas,
  x: number,
  base: number,
  width: number,
  height: number,
  rock: Rock,
  snowline = 0.35,
): void {
  const top = base - height;
  const lean = canvas.random(-0.06, 0.06) * width;
  const left: Point = [x - width / 2, base];
  const right: Point = [x + width / 2, base];
  const at = (from: Point, part: number): Point => [
    x + lean + (from[0] - x - lean) * part,
    top + (from[1] - top) * part,
  ];
  const jag = (part: number): number => part * canvas.random(0.8, 1.2);
  const spine: Point[] = [0.2, 0.42, 0.66].map((part, n) => [
    x + lean + (n % 2 === 0 ? 1 : -1) * width * 0.05 * (n + 1),
    top + height * part,
  ]);
  const foot: Point = [x + width * 0.08, base];
  canvas.polygon([left, at(left, 0.62), at(left, 0.3), [x + lean, top], ...spine, foot], rock.light);
  canvas.polygon([right, at(right, 0.62), at(right, 0.3), [x + lean, top], ...spine, foot], rock.shade);
  if (rock.snow === undefined) return;
  const s = snowline;
  const spineEnd: Point = [x + lean + width * 0.02, top + height * s * 0.8];
  canvas.polygon(
    [
      [x + lean, top],
      at(left, s),
      [at(left, s * 0.8)[0] + width * 0.03, top + height * jag(s * 0.72)],
      [at(left, s * 0.5)[0] + width * 0.03, top + height * jag(s)],
      spineEnd,
      spine[0] ?? spineEnd,
    ],
    rock.snow,
  );
  canvas.polygon(
    [
      [x + lean, top],
      at(right, s * 0.9),
      [at(right, s * 0.65)[0] - width * 0.02, top + height * jag(s * 0.6)],
      [at(right, s * 0.4)[0], top + height * jag(s * 0.9)],
      spineEnd,
      spine[0] ?? spineEnd,
    ],
    rock.ice ?? rock.snow,
  );
}

/** A volcano: a cone whose sides curve, with snow that runs down in tongues. */
export function volcano(
  canvas: Canvas,
  x: number,
  base: number,
  width: number,
  height: number,
  rock: Rock,
): void {
  const [top, w, mouth] = [base - height, width / 2, width * 0.045];
  const side = (sign: number): string =>
    `Q${x + sign * w * 0.42} ${base - height * 0.18} ${x + sign * mouth} ${top}`;
  canvas.path(
    `M${x - w} ${base}${side(-1)}q${mouth} ${height * 0.03} ${mouth * 2} 0Q${x + w * 0.42} ${base - height * 0.18} ${x + w} ${base}Z`,
    rock.light,
  );
  canvas.path(
    `M${x + mouth * 0.4} ${top + height * 0.02}L${x + mouth} ${top}Q${x + w * 0.42} ${base - height * 0.18} ${x + w} ${base}H${x + w * 0.1}Q${x + w * 0.16} ${base - height * 0.5} ${x + mouth * 0.4} ${top + height * 0.02}Z`,
    rock.shade,
  );
  if (rock.snow === undefined) return;
  const y = (part: number): number => top + height * part;
  canvas.path(
    `M${x - mouth} ${top}Q${x - w * 0.16} ${y(0.3)} ${x - w * 0.25} ${y(0.5)}l${w * 0.06} ${-height * 0.07}l${w * 0.02} ${height * 0.16}` +
      `l${w * 0.06} ${-height * 0.17}l${w * 0.05} ${height * 0.2}l${w * 0.05} ${-height * 0.22}l${w * 0.05} ${height * 0.11}` +
      `L${x + mouth * 0.4} ${top + height * 0.02}Z`,
    rock.snow,
  );
  canvas.path(
    `M${x + mouth} ${top}Q${x + w * 0.16} ${y(0.3)} ${x + w * 0.24} ${y(0.48)}l${-w * 0.05} ${-height * 0.08}l${-w * 0.03} ${height * 0.14}` +
      `l${-w * 0.05} ${-height * 0.14}l${-w * 0.03} ${height * 0.12}L${x + w * 0.02} ${y(0.4)}L${x - mouth} ${top}q${mouth} ${height * 0.03} ${mouth * 2} 0Z`,
    rock.ice ?? rock.snow,
  );
}

/** Water down to `to`, with light on it. */
export function water(
  canvas: Canvas,
  y: number,
  top: string,
  bottom: string,
  glint = '#fff',
  to = HEIGHT,
): void {
  canvas.rect(
    0,
    y,
    WIDTH,
    to - y,
    canvas.gradient([
      [0, top],
      [1, bottom],
    ]),
  );
  let data = '';
  for (let n = 0; n < 26; n++) {
    const part = canvas.random(0, 1);
    data += `M${canvas.random(-20, WIDTH)} ${y + 4 + part * (to - y - 4)}h${canvas.random(8, 20 + part * 50)}`;
  }
  canvas.line(data, glint, 1.4, { opacity: 0.35 });
}

/** The way of the sun on the water. */
export function shine(canvas: Canvas, x: number, y: number, depth: number, colour: string): void {
  let data = '';
  for (let n = 0; n < 12; n++) {
    const width = canvas.random(10, 26 + n * 4);
    data += `M${x - width / 2 + canvas.random(-8, 8)} ${y + 3 + (n / 12) * depth}h${width}`;
  }
  canvas.line(data, colour, 2.2, { opacity: 0.7 });
}

/** Rows of vines that run towards a point on the horizon. */
export function vineyard(
  canvas: Canvas,
  x: number,
  y: number,
  soil: string,
  leaves: readonly [string, string],
): void {
  canvas.path(`M-10 ${y}H610V${HEIGHT}H-10Z`, soil);
  for (let n = -9; n <= 9; n++) {
    const foot = x + n * 96;
    const top = x + n * 20;
    const colour = n % 2 === 0 ? leaves[0] : leaves[1];
    canvas.polygon(
      [
        [top - 2, y],
        [top + 3, y],
        [foot + 34, HEIGHT + 5],
        [foot - 20, HEIGHT + 5],
      ],
      colour,
    );
    let data = '';
    for (let step = 0.16; step < 1; step += 0.15) {
      const part = step ** 1.7;
      const px = top + (foot - top) * part;
      const size = 2 + part * 17;
      data += `M${Math.round(px - size)} ${Math.round(y + (HEIGHT - y) * part)}a${size} ${size * 0.7} 0 0 1 ${size * 2.1} 0z`;
    }
    canvas.path(data, leaves[n % 2 === 0 ? 1 : 0], { opacity: 0.75 });
  }
}

/** Tufts of grass on a strip of ground. */
export function grass(
  canvas: Canvas,
  from: number,
  to: number,
  count: number,
  colour: string,
  size = 9,
  lean = 0,
): void {
  let data = '';
  for (let n = 0; n < count; n++) {
    const [x, y] = [canvas.random(-5, WIDTH), canvas.random(from, to)].map(Math.round);
    const h = size * canvas.random(0.6, 1.3);
    for (const bend of [-0.45, 0.05, 0.5]) {
      const [dx, dy, tip] = [(bend * h) / 3, h * 0.6, (bend + lean) * h].map(Math.round);
      data += `M${x} ${y}q${dx} -${dy} ${tip} -${Math.round(h)}`;
    }
  }
  canvas.line(data, colour, 1.3);
}
