import type { Canvas } from './canvas';

/** Birds, far off. */
export function birds(canvas: Canvas, x: number, y: number, count: number, colour: string): void {
  let data = '';
  for (let n = 0; n < count; n++) {
    const [bx, by, s] = [x + canvas.random(0, 90), y + canvas.random(-18, 18), canvas.random(4, 8)];
    data += `M${bx - s} ${by - s * 0.4}q${s * 0.6} ${-s * 0.4} ${s} ${s * 0.4}q${s * 0.4} ${-s * 0.8} ${s} ${-s * 0.4}`;
  }
  canvas.line(data, colour, 1.6);
}

/** A condor on the wing. */
export function condor(canvas: Canvas, x: number, y: number, s: number, colour: string): void {
  canvas.path(
    `M${x} ${y}q${-s * 0.5} ${-s * 0.5} ${-s * 1.5} ${-s * 0.3}l${s * 0.2} ${s * 0.12}l${-s * 0.25} ${s * 0.05}l${s * 0.3} ${s * 0.1}q${s * 0.7} 0 ${s * 1.1} ${s * 0.35}l${s * 0.15} ${s * 0.25}l${s * 0.15} ${-s * 0.25}q${s * 0.4} ${-s * 0.35} ${s * 1.1} ${-s * 0.35}l${s * 0.3} ${-s * 0.1}l${-s * 0.25} ${-s * 0.05}l${s * 0.2} ${-s * 0.12}q${-s} ${-s * 0.2} ${-s * 1.5} ${s * 0.3}z`,
    colour,
  );
}

/** A sailing boat; (x, y) is the middle of its waterline. */
export function sailboat(canvas: Canvas, x: number, y: number, s: number, hull: string, sail: string): void {
  canvas.path(`M${x - s * 0.5} ${y - s * 0.14}h${s}l${-s * 0.16} ${s * 0.16}h${-s * 0.66}z`, hull);
  canvas.path(`M${x} ${y - s * 1.15}v${s * 0.96}h${s * 0.46}z`, sail);
  canvas.path(`M${x - s * 0.06} ${y - s * 0.95}v${s * 0.76}h${-s * 0.34}z`, sail, { opacity: 0.8 });
}

/** A painted rowing boat. */
export function rowboat(canvas: Canvas, x: number, y: number, s: number, hull: string, band: string): void {
  canvas.path(
    `M${x - s * 0.5} ${y - s * 0.22}q${s * 0.5} ${s * 0.14} ${s} 0q${-s * 0.1} ${s * 0.3} ${-s * 0.24} ${s * 0.3}h${-s * 0.52}q${-s * 0.14} 0 ${-s * 0.24} ${-s * 0.3}z`,
    hull,
  );
  canvas.line(`M${x - s * 0.45} ${y - s * 0.12}q${s * 0.45} ${s * 0.13} ${s * 0.9} 0`, band, s * 0.06);
}

/** A horse that grazes or looks up, from its side. */
export function horse(
  canvas: Canvas,
  x: number,
  y: number,
  s: number,
  colour: string,
  grazing = false,
): void {
  const neck = grazing
    ? `M${x + s * 0.4} ${y - s * 0.62}Q${x + s * 0.62} ${y - s * 0.5} ${x + s * 0.66} ${y - s * 0.14}`
    : `M${x + s * 0.36} ${y - s * 0.66}L${x + s * 0.56} ${y - s * 0.98}l${s * 0.2} ${s * 0.12}`;
  canvas.line(neck, colour, s * 0.17, { 'stroke-linejoin': 'round' });
  animal(canvas, x, y, s, colour, 0.17);
  canvas.line(
    `M${x - s * 0.42} ${y - s * 0.62}q${-s * 0.14} ${s * 0.1} ${-s * 0.1} ${s * 0.4}`,
    colour,
    s * 0.06,
  );
}

/** A guanaco: a long neck, and ears. */
export function guanaco(
  canvas: Canvas,
  x: number,
  y: number,
  s: number,
  colour: string,
  belly: string,
): void {
  canvas.line(
    `M${x + s * 0.36} ${y - s * 0.6}L${x + s * 0.46} ${y - s * 1.1}l${s * 0.18} ${s * 0.04}`,
    colour,
    s * 0.12,
    { 'stroke-linejoin': 'round' },
  );
  canvas.line(`M${x + s * 0.45} ${y - s * 1.1}l${-s * 0.03} ${-s * 0.14}`, colour, s * 0.06);
  animal(canvas, x, y, s, colour, 0.16);
  canvas.ellipse(x, y - s * 0.43, s * 0.3, s * 0.06, belly);
}

function animal(canvas: Canvas, x: number, y: number, s: number, colour: string, deep: number): void {
  canvas.ellipse(x, y - s * 0.55, s * 0.44, s * deep, colour);
  let legs = '';
  for (const at of [-0.34, -0.24, 0.24, 0.34]) legs += `M${x + s * at} ${y - s * 0.5}l${s * 0.02} ${s * 0.5}`;
  canvas.line(legs, colour, s * 0.075);
}

/** A capybara at rest. */
export function capybara(
  canvas: Canvas,
  x: number,
  y: number,
  s: number,
  colour: string,
  shade: string,
): void {
  canvas.path(
    `M${x - s * 0.6} ${y}q${-s * 0.1} ${-s * 0.5} ${s * 0.35} ${-s * 0.52}q${s * 0.35} ${-s * 0.02} ${s * 0.5} ${-s * 0.12}q${s * 0.3} ${-s * 0.14} ${s * 0.46} ${s * 0.08}q${s * 0.08} ${s * 0.2} ${-s * 0.06} ${s * 0.26}q${-s * 0.2} ${s * 0.04} ${-s * 0.28} ${s * 0.1}l${-s * 0.03} ${s * 0.2}z`,
    colour,
  );
  canvas.ellipse(x + s * 0.26, y - s * 0.66, s * 0.06, s * 0.05, shade);
  canvas.circle(x + s * 0.48, y - s * 0.53, s * 0.03, shade);
  canvas.path(`M${x - s * 0.6} ${y}q${s * 0.3} ${-s * 0.16} ${s * 0.97} 0z`, shade, { opacity: 0.5 });
}

/** A stork that wades. */
export function stork(canvas: Canvas, x: number, y: number, s: number, colour: string, dark: string): void {
  canvas.line(`M${x - s * 0.04} ${y}v${-s * 0.5}M${x + s * 0.08} ${y}v${-s * 0.5}`, dark, s * 0.03);
  canvas.path(
    `M${x - s * 0.34} ${y - s * 0.42}q${s * 0.2} ${-s * 0.3} ${s * 0.5} ${-s * 0.14}q${s * 0.1} ${s * 0.2} ${-s * 0.5} ${s * 0.14}z`,
    colour,
  );
  canvas.line(
    `M${x + s * 0.12} ${y - s * 0.5}q${s * 0.14} ${-s * 0.16} ${s * 0.1} ${-s * 0.42}`,
    colour,
    s * 0.07,
  );
  canvas.line(`M${x + s * 0.22} ${y - s * 0.94}l${s * 0.26} ${s * 0.1}`, dark, s * 0.05);
}
