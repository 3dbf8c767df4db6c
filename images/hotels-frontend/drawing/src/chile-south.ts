import type { Canvas } from './canvas';
import { cloud, grass, peak, ridge, sky, sun, volcano, water } from './land';
import { birds, condor, guanaco, sailboat } from './life';
import { araucaria, blossoms, bush, canopy } from './plants';
import type { Scene } from './scene';

/** Torres del Paine: granite towers over a lake, guanacos, and a long low roof in the wind. */
function towers(c: Canvas): void {
  sky(c, '#6fa4cf', '#b5d3e6', '#f3ead9');
  cloud(c, 20, 96, 260, '#fff', 0.7);
  cloud(c, 360, 74, 260, '#fff', 0.6);
  const rock = { light: '#a49aa6', shade: '#756d84', snow: '#fff', ice: '#dbe4f0' };
  peak(c, 90, 234, 280, 120, rock, 0.42);
  peak(c, 540, 234, 280, 132, rock, 0.42);
  peak(c, 214, 234, 210, 150, { ...rock, light: '#8f8795' }, 0.4);
  for (const [x, w, top] of [
    [278, 56, 46],
    [336, 62, 30],
    [396, 54, 62],
  ] as const) {
    c.polygon(
      [
        [x - w * 0.6, 236],
        [x - w * 0.34, top + 70],
        [x - w * 0.2, top + 8],
        [x, top],
        [x + w * 0.06, 236],
      ],
      '#c9a890',
    );
    c.polygon(
      [
        [x + w * 0.62, 236],
        [x + w * 0.36, top + 60],
        [x + w * 0.2, top + 14],
        [x, top],
        [x + w * 0.06, 236],
      ],
      '#8d7480',
    );
    c.path(`M${x - 5} ${top + 30}l-3 60M${x - 12} ${top + 70}l-3 50M${x + 6} ${top + 40}l6 60`, 'none', {
      stroke: '#6f5a68',
      'stroke-width': 1.4,
      opacity: 0.6,
    });
  }
  c.path('M200 236L252 176L290 204L330 178L372 206L420 172L476 236Z', '#eef3f8');
  c.path('M330 178L372 206L420 172L476 236H352Z', '#cfdcea');
  ridge(c, 246, 40, '#6f7f7b', true);
  water(c, 240, '#6fc3d6', '#2b86ae', '#fff', 320);
  c.path(
    'M-10 306Q120 276 260 296T610 280V404H-10Z',
    c.gradient([
      [0, '#c9b46a'],
      [1, '#8a8443'],
    ]),
  );
  c.path('M60 312Q180 262 360 296L368 312Q230 300 62 326Z', '#8a6b4c');
  c.path('M66 324Q210 298 366 311L366 320Q220 312 68 338Z', '#ffe3a3');
  let posts = '';
  for (let x = 84; x < 362; x += 16)
    posts += `M${x} ${326 - (x - 66) * 0.05 - Math.sin((x - 66) / 95) * 12}v14`;
  c.line(posts, '#6b4f38', 2);
  grass(c, 318, 400, 90, '#e2cf85', 12, 0.55);
  guanaco(c, 446, 350, 62, '#b0703f', '#f4e3c6');
  guanaco(c, 520, 340, 50, '#a86a3c', '#f4e3c6');
  guanaco(c, 392, 334, 36, '#b0703f', '#f4e3c6');
  grass(c, 374, 404, 70, '#a99b4f', 15, 0.6);
  condor(c, 130, 84, 26, '#3b3340');
  condor(c, 480, 56, 15, '#4a4250');
}

/** Pucón: the Villarrica smoking over its lake, monkey puzzles, and a round house of wood by a river. */
function smokingVolcano(c: Canvas): void {
  sky(c, '#4aa3c7', '#9fd2d8', '#f6efd4');
  sun(c, 110, 88, 26, '#fffbe6', '#fff0b5');
  c.path(
    'M318 66q-20 -18 4 -28q-6 -20 26 -20q22 -18 48 -2q36 -8 44 12q-20 18 -50 16q-30 18 -72 22z',
    '#fff',
    { opacity: 0.75 },
  );
  volcano(c, 310, 246, 560, 186, { light: '#6c8a9c', shade: '#4d6c84', snow: '#fff', ice: '#d3e4ee' });
  ridge(c, 252, 36, '#5f8f76');
  canopy(c, 254, 18, '#417a5a');
  water(c, 250, '#4fb2c6', '#1f7f9f', '#fff', 318);
  sailboat(c, 470, 284, 26, '#fff', '#fff');
  c.path(
    'M-10 306Q120 276 260 304Q330 312 360 306Q480 280 610 300V404H-10Z',
    c.gradient([
      [0, '#7fb35a'],
      [1, '#3f7a44'],
    ]),
  );
  c.path(
    'M352 304Q300 330 372 352T330 404H470Q480 366 430 346T400 304Z',
    c.gradient([
      [0, '#5fc3cf'],
      [1, '#2b8fae'],
    ]),
  );
  c.line('M370 326q14 6 10 12M396 360q24 8 18 22M380 384h30M376 312h14', '#fff', 2, { opacity: 0.7 });
  c.rect(110, 300, 150, 46, '#a8703f');
  c.rect(216, 300, 44, 46, '#875730');
  c.path('M92 304Q186 226 278 304Q186 284 92 304Z', '#5f4a36');
  c.path('M150 270Q186 232 222 270Q186 258 150 270Z', '#76604a');
  for (let x = 122; x < 250; x += 22) c.rect(x, 312, 14, 26, '#ffe1a0');
  c.rect(100, 344, 172, 6, '#5f4029');
  for (const [x, y, h] of [
    [40, 348, 170],
    [542, 356, 200],
    [478, 326, 104],
    [588, 332, 120],
    [296, 318, 70],
  ] as const)
    araucaria(c, x, y, h, '#245c45');
  for (const [x, y, r] of [
    [70, 372, 26],
    [250, 386, 24],
    [500, 384, 24],
    [578, 394, 32],
    [10, 394, 30],
  ] as const)
    bush(c, x, y, r, '#2f6b45', '#6ea558');
  blossoms(c, 160, 384, 26, ['#e5484d', '#f27d5b'], '#34733f');
  birds(c, 440, 130, 5, '#335b6b');
}

export const chileSouth: Readonly<Record<string, Scene>> = {
  'tierra-patagonia': towers,
  'vira-vira': smokingVolcano,
};
