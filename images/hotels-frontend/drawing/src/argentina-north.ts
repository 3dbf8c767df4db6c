import { block, church, dome, house, type Paint } from './buildings';
import type { Canvas } from './canvas';
import { cloud, peak, ridge, sky, stars, sun, water } from './land';
import { birds, capybara, stork } from './life';
import { broadleaf, bush, canopy, cardon, palm, poplar, reeds } from './plants';
import type { Scene } from './scene';

/** The painted hills of the Quebrada de Humahuaca, with tall cactuses and a house of adobe. */
function paintedHills(c: Canvas): void {
  sky(c, '#2f86c9', '#74b8e2', '#d5ebf0');
  sun(c, 500, 70, 24, '#fffbe6', '#fff0b8');
  cloud(c, 90, 66, 190, '#fff', 0.8);
  ridge(c, 214, 70, '#8a6f92', true);
  const bands = [
    '#7d4a62',
    '#b0524d',
    '#d97b4e',
    '#e8a860',
    '#f0d091',
    '#c9b184',
    '#8f9d77',
    '#b4605a',
    '#d98a5b',
  ];
  for (const [n, colour] of bands.entries()) {
    const y = 132 + n * 17;
    let d = `M-10 ${y + 60}`;
    for (const [x, rise] of [
      [60, 40],
      [130, 6],
      [210, 54],
      [290, 2],
      [370, 46],
      [450, 10],
      [530, 36],
      [610, 0],
    ] as const) {
      d += `L${x} ${y + 56 - rise + c.random(-4, 4)}`;
    }
    c.path(`${d}V404H-10Z`, colour);
  }
  for (const [x, y, s] of [
    [210, 134, 1],
    [370, 140, 0.9],
    [60, 148, 0.8],
    [530, 152, 0.8],
  ] as const) {
    c.path(`M${x} ${y}l${26 * s} ${150 * s}l${46 * s} 0z`, '#5b2f45', { opacity: 0.22 });
    c.path(`M${x} ${y}l${-20 * s} ${150 * s}l${-50 * s} 0z`, '#fff1cf', { opacity: 0.2 });
  }
  ridge(c, 310, 24, '#7f8f54');
  for (const x of [30, 56, 86, 300, 330, 566]) poplar(c, x, 318, c.random(34, 56), '#5c8347');
  c.rect(
    -5,
    312,
    610,
    92,
    c.gradient([
      [0, '#d9a56c'],
      [1, '#b67a4b'],
    ]),
  );
  const adobe: Paint = {
    wall: '#e9c190',
    roof: '#7b4f36',
    window: '#6a4030',
    door: '#3f7c8a',
    shade: '#cc9f6d',
  };
  block(c, 126, 334, 150, 44, adobe, 5);
  block(c, 162, 294, 60, 26, adobe, 2);
  c.rect(120, 334, 164, 4, '#a9744a');
  cardon(c, 410, 386, 168, '#3f6b46', '#7da069');
  cardon(c, 512, 372, 110, '#3a6341', '#7da069');
  cardon(c, 54, 380, 92, '#3a6341', '#7da069');
  cardon(c, 348, 346, 56, '#47734a', '#7da069');
  for (let n = 0; n < 9; n++)
    bush(c, c.random(10, 590), c.random(362, 396), c.random(5, 10), '#8b8a4b', '#b9b16a');
}

/** Cachi in the Calchaquí valley: a white house with arches, peppers drying in the sun, snow far above. */
function valley(c: Canvas): void {
  sky(c, '#5fa3dc', '#a9d3ec', '#f4ead2');
  const far = { light: '#a58fa6', shade: '#86728f', snow: '#fff', ice: '#e0e2ef' };
  peak(c, 130, 240, 300, 150, far, 0.3);
  peak(c, 300, 240, 320, 186, far, 0.34);
  peak(c, 500, 240, 340, 142, far, 0.28);
  ridge(c, 244, 54, '#b98667', true);
  ridge(c, 262, 30, '#cf9f6b');
  canopy(c, 268, 16, '#7f9150', 0, 240);
  canopy(c, 268, 14, '#8b9a55', 430, 620);
  c.rect(
    -5,
    268,
    610,
    140,
    c.gradient([
      [0, '#dfb67c'],
      [1, '#c08e57'],
    ]),
  );
  const white: Paint = {
    wall: '#fbf3e3',
    roof: '#c0714a',
    window: '#4b5f6b',
    door: '#6b4530',
    shade: '#e4d3b8',
  };
  church(c, 58, 276, 74, white);
  house(c, 178, 292, 312, 56, { ...white, window: '#fbf3e3' }, 1);
  c.rect(178, 236, 312, 56, '#fbf3e3');
  for (let x = 190; x < 480; x += 42) c.path(`M${x} 292v-26a15 15 0 0 1 30 0v26z`, '#8d6d55');
  for (let x = 190; x < 480; x += 84) c.path(`M${x + 6} 292v-24h18v24z`, '#5f7f8a');
  broadleaf(c, 540, 312, 104, '#5f7d3d', '#8faa57');
  for (const [y, x, w, colour] of [
    [318, 60, 190, '#c6342c'],
    [316, 300, 150, '#d4482f'],
    [352, -10, 230, '#b92c27'],
    [350, 262, 210, '#c6342c'],
  ] as const) {
    c.polygon(
      [
        [x + 26, y],
        [x + w, y],
        [x + w + 14, y + 26],
        [x, y + 26],
      ],
      colour,
    );
    for (let n = 0; n < 16; n++)
      c.ellipse(x + 24 + c.random(0, w - 34), y + c.random(4, 22), 5, 2, '#e9684a', { opacity: 0.8 });
  }
  cardon(c, 516, 396, 86, '#54743f', '#93ad68');
  cardon(c, 566, 392, 56, '#54743f', '#93ad68');
  birds(c, 380, 96, 3, '#6c5a70');
}

/** The Iberá wetlands: a lagoon at sunset with capybaras, storks, lilies and palms. */
function wetlands(c: Canvas): void {
  sky(c, '#5e4b8b', '#c8627c', '#f58f5b', '#fdd083');
  sun(c, 300, 206, 44, '#fff0bf', '#ffd071');
  cloud(c, 30, 92, 230, '#ffb58a', 0.5);
  cloud(c, 350, 70, 220, '#ffc79a', 0.45);
  canopy(c, 240, 20, '#5b4057', 0, 250);
  canopy(c, 240, 16, '#5b4057', 360, 620);
  for (const [x, h] of [
    [70, 96],
    [112, 74],
    [500, 110],
    [548, 84],
  ] as const)
    palm(c, x, 240, h, '#3e3149', 0.04, '#3e3149');
  water(c, 236, '#f5a065', '#40406e', '#ffe9b9');
  c.path('M230 244h140l-26 156h-90z', '#ffe2a0', { opacity: 0.35 });
  c.path('M-10 300Q80 276 210 300Q150 322 -10 330Z', '#4a5a3c');
  c.path('M610 276Q500 268 400 292Q480 310 610 308Z', '#46543c');
  capybara(c, 110, 296, 62, '#7c5238', '#4d3226');
  capybara(c, 42, 300, 44, '#6c4631', '#432b22');
  stork(c, 470, 292, 76, '#fff4e6', '#33283a');
  stork(c, 540, 290, 58, '#fbe5d2', '#33283a');
  for (const [x, y, r] of [
    [250, 350, 26],
    [318, 374, 34],
    [402, 342, 24],
    [200, 384, 30],
    [470, 376, 30],
    [352, 322, 16],
  ] as const) {
    c.path(`M${x} ${y}l${r} ${-r * 0.14}a${r} ${r * 0.34} 0 1 1 ${-r * 0.3} ${-r * 0.14}z`, '#5f8a4f');
    c.ellipse(x - r * 0.1, y + r * 0.02, r * 0.6, r * 0.14, '#7fa860', { opacity: 0.6 });
  }
  for (const [x, y] of [
    [262, 338],
    [330, 358],
    [476, 362],
  ] as const) {
    c.path(`M${x} ${y}q-14 -2 -14 -12q8 0 10 5q-2 -10 4 -14q6 4 4 14q2 -5 10 -5q0 10 -14 12z`, '#f9c3d6');
    c.circle(x, y - 5, 2.6, '#ffe08a');
  }
  reeds(c, -6, 404, 120, 118, '#2f3b34', '#6b3f2c');
  reeds(c, 510, 404, 100, 132, '#2f3b34', '#6b3f2c');
  birds(c, 160, 118, 7, '#4a2f52');
}

/** Córdoba as its lamps are lit: towers and domes, and a pool on a roof. */
function cityAtDusk(c: Canvas): void {
  sky(c, '#1c2a5a', '#3d4a8a', '#a8679b', '#f2a07b');
  stars(c, 46, 140);
  sun(c, 486, 76, 20, '#fff6df', '#ffe3b5');
  ridge(c, 252, 44, '#5a4a86');
  const lit: [number, number, number, number][] = [];
  for (let x = -10; x < 600; x += 44) {
    const h = c.random(50, 128);
    c.rect(x, 300 - h, 42, h + 40, '#3b3a70');
    for (let y = Math.round(310 - h); y < 282; y += 16) {
      for (const at of [7, 18, 29]) if (c.random(0, 1) > 0.45) lit.push([x + at, y, 5, 8]);
    }
  }
  c.rects(lit, '#ffd98a', { opacity: 0.8 });
  c.rect(168, 196, 188, 120, '#c98a72');
  c.rect(300, 196, 56, 120, '#a66b66');
  c.path('M168 196L262 158L356 196Z', '#d89c80');
  for (const x of [150, 330]) {
    c.rect(x, 158, 44, 158, '#dfa587');
    c.rect(x + 30, 158, 14, 158, '#b27569');
    c.path(`M${x + 12} 200v-18a8 8 0 0 1 16 0v18z`, '#ffdf97');
    dome(c, x + 22, 158, 20, '#7a5a8c', '#5c4378', '#dfa587');
  }
  dome(c, 262, 172, 40, '#8a6699', '#674a80', '#d89c80');
  c.path('M246 316v-52a16 16 0 0 1 32 0v52z', '#ffdf97');
  c.circle(262, 216, 12, '#ffdf97');
  c.path('M206 290v-34a9 9 0 0 1 18 0v34zM300 290v-34a9 9 0 0 1 18 0v34z', '#ffdf97', { opacity: 0.8 });
  c.rect(-5, 312, 610, 92, '#2a2550');
  c.rect(-5, 312, 610, 6, '#4a3f74');
  c.polygon(
    [
      [70, 334],
      [392, 334],
      [430, 384],
      [20, 384],
    ],
    '#f1e1d0',
  );
  c.polygon(
    [
      [84, 338],
      [380, 338],
      [410, 378],
      [42, 378],
    ],
    c.gradient([
      [0, '#1fa9c9'],
      [1, '#3fd6df'],
    ]),
  );
  c.line('M110 350h60M220 346h70M300 362h50M130 368h90M260 372h40', '#d9fbff', 2, { opacity: 0.6 });
  for (const x of [452, 512]) {
    c.path(`M${x} 384l8 -22h36l4 22M${x + 8} 362l-10 -14`, 'none', { stroke: '#f1e1d0', 'stroke-width': 4 });
  }
  palm(c, 566, 390, 128, '#1d3b4a', -0.12, '#2d2a4a');
  bush(c, 22, 334, 20, '#1d3b4a', '#2f5a62');
  for (let x = 20; x < 600; x += 52) c.circle(x, 320 + (x % 3), 2.6, '#ffe6a8');
}

export const argentinaNorth: Readonly<Record<string, Scene>> = {
  huacalera: paintedHills,
  'merced-del-alto': valley,
  'rincon-del-socorro': wetlands,
  'azur-real': cityAtDusk,
};
