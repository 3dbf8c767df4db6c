import { block, gable, type Paint } from './buildings';
import type { Canvas } from './canvas';
import { cloud, grass, ridge, scattered, shine, sky, stars, sun, vineyard, volcano, water } from './land';
import { birds, sailboat } from './life';
import { bush, poplar } from './plants';
import type { Scene } from './scene';

/** The Atacama by night: the Milky Way over a volcano, and houses of clay with their lamps lit. */
function desertNight(c: Canvas): void {
  sky(c, '#0b1036', '#1f2a63', '#5a4a86', '#d98a6f');
  c.path(
    'M-20 150Q160 60 330 30T620 -60L640 20Q420 80 320 110T-20 240Z',
    c.gradient([
      [0, '#a9a8e8'],
      [1, '#5b5fae'],
    ]),
    { opacity: 0.22 },
  );
  c.path('M-20 186Q160 96 330 60T620 -30L630 -10Q420 60 320 84T-20 210Z', '#e7dcff', { opacity: 0.2 });
  stars(c, 130, 230);
  sun(c, 96, 66, 15, '#fff7e0', '#cfd4ff');
  volcano(c, 410, 272, 460, 150, { light: '#7a5a86', shade: '#54406e', snow: '#f1e6f6', ice: '#b7a5cf' });
  ridge(c, 274, 30, '#6f4a6b', true);
  for (const [y, h, colour] of [
    [292, 46, '#9a4f4c'],
    [308, 38, '#b8614a'],
    [322, 22, '#c9744f'],
  ] as const)
    ridge(c, y, h, colour, true);
  c.rect(
    -5,
    318,
    610,
    90,
    c.gradient([
      [0, '#a85a45'],
      [1, '#5f3140'],
    ]),
  );
  const clay: Paint = {
    wall: '#c97f58',
    roof: '#7d4238',
    window: '#ffdd8c',
    door: '#5b2f30',
    shade: '#9c5846',
  };
  block(c, 92, 346, 92, 36, clay, 3);
  block(c, 184, 346, 120, 50, clay, 5);
  block(c, 304, 346, 80, 34, clay, 3);
  block(c, 214, 296, 56, 22, clay, 2);
  c.ellipse(240, 352, 240, 34, c.glow('#ffcf80', 0.6));
  c.path(
    'M196 366h170q30 10 44 28H160q10 -20 36 -28z',
    c.gradient([
      [0, '#3f6f9c'],
      [1, '#6fb6c8'],
    ]),
  );
  c.line('M220 376h40M290 372h50M250 386h70', '#ffe6b0', 1.6, { opacity: 0.7 });
  for (const x of [60, 140, 400, 430, 500]) bush(c, x, 360 + (x % 7) * 3, 11, '#6b5a4a', '#a08a62');
  for (const [x, y] of [
    [80, 352],
    [190, 362],
    [392, 360],
    [452, 372],
  ] as const) {
    c.circle(x, y - 6, 14, c.glow('#ffe2a0', 0.9));
    c.circle(x, y - 5, 2.6, '#fff2cf');
  }
  grass(c, 362, 402, 60, '#a3714f', 12, 0.2);
}

/** Valparaíso: houses in every colour up the hill, a funicular, and ships in the harbour at dusk. */
function colouredHill(c: Canvas): void {
  sky(c, '#5a7fc0', '#c9a9cf', '#f9c9a8', '#fde3bd');
  cloud(c, 30, 80, 210, '#fff', 0.5);
  sun(c, 92, 178, 28, '#fff4d8', '#ffd9a0');
  ridge(c, 214, 20, '#a595b8');
  water(c, 212, '#f0b9a0', '#3f6f9c', '#fff0d0');
  shine(c, 92, 214, 90, '#fff0cc');
  c.path('M40 262h96l-10 16H54zM58 262v-14h14v14zM78 262v-22h20v22z', '#7d3f4f');
  c.line('M112 262v-34M112 230l-24 30', '#5b3445', 1.8);
  sailboat(c, 196, 250, 26, '#fff', '#fff4e0');
  c.path('M610 60Q480 84 400 170Q330 240 226 292Q100 330 -10 336V404H610Z', '#8a7a6a');
  const walls = [
    '#e4574c',
    '#f2b134',
    '#3f9fb0',
    '#f28b66',
    '#5d8f5a',
    '#8a6fb3',
    '#f5e3b8',
    '#2f7fa8',
    '#d96a93',
    '#f0cf6a',
    '#7cc0a8',
  ];
  let n = 0;
  for (let row = 0; row < 6; row++) {
    const y = 152 + row * 48;
    for (let x = 584 - row * 3; x > 440 - row * 80 - (row > 3 ? 90 : 0); x -= 54) {
      const wall = walls[(n * 4 + row) % walls.length] ?? '#fff';
      const [w, h] = [c.random(45, 52), c.random(38, 50)].map(Math.round) as [number, number];
      const paint: Paint = {
        wall,
        roof: n % 3 === 0 ? '#7a4a42' : '#8f9aa3',
        window: n % 4 === 1 ? '#ffe3a0' : '#fff8ea',
      };
      const left = x + Math.round(c.random(-4, 4));
      if (n % 3 === 1) gable(c, left, y + 12, w, h * 0.8, paint, 2, 0.36);
      else block(c, left, y + 12, w, h, paint, 2);
      n++;
    }
  }
  c.polygon(
    [
      [238, 392],
      [262, 392],
      [474, 132],
      [458, 128],
    ],
    '#5f5248',
  );
  c.line('M243 392L461 129M257 392L471 133', '#d9cbb5', 2.4);
  c.polygon(
    [
      [330, 268],
      [356, 240],
      [384, 246],
      [358, 290],
      [330, 290],
    ],
    '#f7efe0',
  );
  c.path('M330 262h46v30h-46z', '#e8b23a');
  c.path('M336 268h10v12h-10zM350 268h10v12h-10zM363 268h9v12h-9z', '#3f5f78');
  c.rect(327, 257, 52, 6, '#a8402f');
  for (const [x, y, r] of [
    [20, 380, 26],
    [80, 396, 24],
    [420, 176, 10],
    [560, 110, 14],
    [300, 396, 16],
  ] as const)
    bush(c, x, y, r, '#3f6f4a', '#7ba86a');
  birds(c, 210, 120, 6, '#5f5578');
}

/** Millahue in the morning: a roof like bronze silk on a hill, vines all around, mist on the lake. */
function bronzeRoof(c: Canvas): void {
  sky(c, '#f7c873', '#fbdfa5', '#fdf1d8');
  sun(c, 150, 116, 34, '#fffbe9', '#fff0c0');
  ridge(c, 210, 76, '#c9b48f');
  ridge(c, 226, 56, '#a9a478');
  ridge(c, 240, 34, '#8b9460');
  c.rect(
    -5,
    228,
    250,
    20,
    c.gradient([
      [0, '#fdf0d0'],
      [1, '#bfd3c4'],
    ]),
  );
  c.path('M-10 238Q100 226 260 246V262H-10Z', '#fff', { opacity: 0.5 });
  c.path('M150 276Q280 168 410 176T620 262V290H140Z', '#7f9150');
  c.path('M230 236Q320 182 400 186T560 236Q440 220 230 236Z', '#6c7f44');
  c.rect(312, 176, 164, 28, '#f3ead8');
  for (let x = 318; x < 470; x += 16) c.rect(x, 180, 11, 20, '#5f8595');
  c.path(
    'M280 182Q310 122 352 150Q384 170 412 132Q446 96 520 180Q470 148 428 168Q386 190 350 170Q318 158 280 182Z',
    c.gradient(
      [
        [0, '#d89a4a'],
        [0.5, '#b87333'],
        [1, '#8a5026'],
      ],
      true,
    ),
  );
  c.path(
    'M352 150Q384 170 412 132Q446 96 520 180Q478 130 436 140Q410 170 380 172Q360 168 352 150Z',
    '#f4c884',
    { opacity: 0.5 },
  );
  for (const x of [262, 276, 506, 524, 542]) poplar(c, x, 212 + Math.abs(x - 400) / 12, 46, '#5d7a3e');
  c.line('M394 204Q410 232 370 262T330 300', '#ead6a4', 6);
  vineyard(c, 320, 272, '#b88a58', ['#5a7f3a', '#89a03f']);
  c.dots(scattered(c, 30, 398, 330), '#6d2c55', 6, { opacity: 0.8 });
  birds(c, 60, 176, 5, '#8a6a45');
}

export const chileNorth: Readonly<Record<string, Scene>> = {
  'alto-atacama': desertNight,
  'casa-higueras': colouredHill,
  'vik-chile': bronzeRoof,
};
