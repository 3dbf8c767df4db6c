import type { Canvas } from './canvas';

/** A slender tree as they stand along roads. */
export function poplar(canvas: Canvas, x: number, y: number, height: number, colour: string): void {
  canvas.line(`M${x} ${y}v${-height * 0.3}`, '#5b4636', height * 0.04);
  canvas.path(
    `M${x} ${y - height}q${height * 0.17} ${height * 0.5} 0 ${height * 0.9}q${-height * 0.17} ${-height * 0.4} 0 ${-height * 0.9}z`,
    colour,
  );
}

/** A conifer of three skirts. */
export function pine(
  canvas: Canvas,
  x: number,
  y: number,
  height: number,
  colour: string,
  snow?: string,
): void {
  canvas.rect(x - height * 0.03, y - height * 0.15, height * 0.06, height * 0.15, '#4a3a30');
  let skirts = '';
  let caps = '';
  const d = height * 0.16;
  for (const [from, to, half] of [
    [0.12, 0.58, 0.24],
    [0.38, 0.8, 0.19],
    [0.62, 1, 0.13],
  ] as const) {
    const top = y - height * to;
    skirts += `M${x} ${top}L${x + height * half} ${y - height * from}H${x - height * half}Z`;
    caps += `M${x} ${top}l${d * 0.56} ${d}l${-d * 0.34} ${-d * 0.2}l${-d * 0.25} ${d * 0.3}l${-d * 0.2} ${-d * 0.32}l${-d * 0.32} ${d * 0.2}Z`;
  }
  canvas.path(skirts, colour);
  if (snow !== undefined) canvas.path(caps, snow);
}

/** A broad tree with a crown of leaves. */
export function broadleaf(
  canvas: Canvas,
  x: number,
  y: number,
  height: number,
  colour: string,
  light: string,
): void {
  const r = height * 0.3;
  canvas.line(
    `M${x} ${y}v${-height * 0.5}M${x} ${y - height * 0.3}l${r * 0.5} ${-r * 0.8}M${x} ${y - height * 0.25}l${-r * 0.5} ${-r * 0.8}`,
    '#54402f',
    height * 0.06,
  );
  for (const [dx, dy, part] of [
    [-0.95, -0.55, 0.75],
    [0.95, -0.55, 0.75],
    [0, -0.7, 1],
    [-0.45, -1.1, 0.8],
    [0.5, -1.15, 0.75],
  ] as const) {
    canvas.circle(x + dx * r, y - height * 0.42 + dy * r, r * part, colour);
  }
  for (const [dx, dy, part] of [
    [-0.7, -0.85, 0.42],
    [-0.15, -1.35, 0.45],
    [0.55, -0.9, 0.38],
  ] as const) {
    canvas.circle(x + dx * r, y - height * 0.42 + dy * r, r * part, light, { opacity: 0.6 });
  }
}

/** The monkey puzzle of the southern Andes: an umbrella on a straight trunk. */
export function araucaria(canvas: Canvas, x: number, y: number, height: number, colour: string): void {
  canvas.line(`M${x} ${y}v${-height}`, '#3d332c', height * 0.045);
  for (const [part, half] of [
    [0.7, 0.3],
    [0.79, 0.29],
    [0.88, 0.24],
    [0.97, 0.16],
  ] as const) {
    const [top, w] = [y - height * part, height * half];
    canvas.path(
      `M${x - w} ${top}q${w * 0.2} ${height * 0.07} ${w} ${height * 0.03}q${w * 0.8} ${height * 0.04} ${w} ${-height * 0.03}q${-w * 0.4} ${-height * 0.05} ${-w} ${-height * 0.06}q${-w * 0.6} ${height * 0.01} ${-w} ${height * 0.06}z`,
      colour,
    );
  }
}

/** A palm that leans. */
export function palm(
  canvas: Canvas,
  x: number,
  y: number,
  height: number,
  colour: string,
  lean = 0.2,
  trunk = '#7a5a3d',
): void {
  const [topX, topY] = [x + height * lean, y - height];
  canvas.line(
    `M${x} ${y}Q${x + height * lean * 0.2} ${y - height * 0.6} ${topX} ${topY}`,
    trunk,
    height * 0.045,
  );
  const length = height * 0.42;
  for (const angle of [-176, -150, -118, -84, -52, -24, 4]) {
    const [dx, dy] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
    const [tipX, tipY] = [topX + dx * length, topY + dy * length * 0.55 + length * 0.3];
    const [midX, midY] = [topX + dx * length * 0.55, topY + dy * length * 0.75 - length * 0.1];
    canvas.path(
      `M${topX} ${topY}Q${midX} ${midY - length * 0.06} ${tipX} ${tipY}Q${midX} ${midY + length * 0.16} ${topX} ${topY}Z`,
      colour,
    );
  }
}

/** The tall cactus of the north, with arms. */
export function cardon(
  canvas: Canvas,
  x: number,
  y: number,
  height: number,
  colour: string,
  light: string,
): void {
  const w = height * 0.13;
  const arm = `M${x} ${y - height * 0.4}h${-w * 1.1}q${-w} 0 ${-w} ${-w}v${-height * 0.22}M${x} ${y - height * 0.3}h${w}q${w} 0 ${w} ${-w}v${-height * 0.34}`;
  canvas.line(`M${x} ${y}V${y - height}`, colour, w);
  canvas.line(arm, colour, w * 0.75);
  canvas.line(`M${x - w * 0.18} ${y - 2}V${y - height}`, light, w * 0.12, { 'stroke-dasharray': '3 2' });
}

/** A round shrub, half in the light. */
export function bush(canvas: Canvas, x: number, y: number, r: number, colour: string, light: string): void {
  canvas.path(
    `M${x - r * 1.3} ${y}a${r * 0.7} ${r * 0.7} 0 0 1 ${r * 0.7} ${-r * 0.7}a${r * 0.7} ${r * 0.7} 0 0 1 ${r * 1.2} ${-r * 0.1}a${r * 0.6} ${r * 0.6} 0 0 1 ${r * 0.7} ${r * 0.8}z`,
    colour,
  );
  canvas.circle(x - r * 0.25, y - r * 0.55, r * 0.34, light, { opacity: 0.55 });
}

/** Reeds at the water. */
export function reeds(
  canvas: Canvas,
  x: number,
  y: number,
  width: number,
  height: number,
  colour: string,
  head: string,
): void {
  let stalks = '';
  for (let n = 0; n < width / 5; n++) {
    const [foot, h] = [x + canvas.random(0, width), height * canvas.random(0.55, 1)];
    const tip = foot + canvas.random(-0.14, 0.14) * h;
    stalks += `M${foot} ${y}Q${foot} ${y - h * 0.6} ${tip} ${y - h}`;
    if (n % 4 === 0) canvas.ellipse(tip, y - h - 4, 2.2, 7, head);
  }
  canvas.line(stalks, colour, 1.8);
}

/** A dense wood along a line, as a silhouette of crowns. */
export function canopy(canvas: Canvas, y: number, height: number, colour: string, from = 0, to = 600): void {
  let data = `M${from} 400V${y}`;
  for (let x = from; x < to;) {
    const w = canvas.random(height * 0.7, height * 1.5);
    data += `q${w * 0.1} ${-canvas.random(height * 0.5, height)} ${w / 2} ${-height * 0.55}t${w / 2} ${height * 0.55}`;
    x += w;
  }
  canvas.path(`${data}V400Z`, colour);
}

/** Blossoms in a cloud of leaves, as over a wall. */
export function blossoms(
  canvas: Canvas,
  x: number,
  y: number,
  r: number,
  colours: readonly string[],
  leaf: string,
): void {
  for (let n = 0; n < 7; n++)
    canvas.circle(x + canvas.random(-r, r), y + canvas.random(-r, r) * 0.6, r * 0.42, leaf);
  for (let n = 0; n < 22; n++) {
    const colour = colours[n % colours.length] ?? leaf;
    canvas.circle(
      x + canvas.random(-1.2, 1.2) * r,
      y + canvas.random(-0.8, 0.8) * r,
      r * canvas.random(0.07, 0.16),
      colour,
    );
  }
}
