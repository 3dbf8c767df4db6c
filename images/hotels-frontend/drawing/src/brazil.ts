import { church, gable, house, jetty, type Paint } from './buildings';
import type { Canvas } from './canvas';
import { cloud, grass, ridge, scattered, shine, sky, sun, water } from './land';
import { birds, rowboat, sailboat } from './life';
import { blossoms, broadleaf, bush, canopy, palm } from './plants';
import type { Scene } from './scene';

/** Guanabara Bay with the Sugarloaf, seen from a terrace with turquoise shutters. */
function sugarloaf(c: Canvas): void {
  sky(c, '#58b7de', '#a8dcea', '#fdeccb');
  sun(c, 452, 118, 28, '#fffbe4', '#ffeaa8');
  cloud(c, 380, 70, 190);
  cloud(c, 20, 54, 150, '#fff', 0.6);
  c.path('M-10 246Q40 190 96 200Q140 170 190 206Q250 214 290 246Z', '#8fb4c4');
  c.path('M380 246Q470 206 520 214Q570 196 620 216V250Z', '#8fb4c4');
  c.path('M206 250C224 150 248 84 282 80C322 78 344 160 372 212Q390 236 420 250Z', '#6d7f7a');
  c.path('M286 80C322 78 344 160 372 212Q390 236 420 250H330C340 180 320 110 286 80Z', '#55685f');
  c.path('M240 250Q262 214 300 226Q360 214 420 250Z', '#4c7a52');
  c.path('M74 250Q92 196 132 190Q176 190 206 232L220 250Z', '#5f7468');
  c.path('M74 250Q110 220 150 228Q190 226 220 250Z', '#4c7a52');
  c.line('M136 190Q210 150 280 82', '#4b5a60', 1.2);
  c.rect(196, 138, 15, 10, '#e7584a');
  water(c, 246, '#3fb4c4', '#1c7fa6', '#e9fbff');
  shine(c, 452, 246, 90, '#fff3c9');
  sailboat(c, 150, 286, 40, '#fff', '#fff');
  sailboat(c, 330, 272, 24, '#fff', '#fff');
  sailboat(c, 500, 300, 46, '#fff', '#fdf1d8');
  c.path('M-10 404V336Q130 320 300 344T610 332V404Z', '#f2dfba');
  for (let n = 0; n < 11; n++) {
    const x = n * 62 - 30;
    c.path(`M${x} 404q8 -26 30 -26t30 26h-14q-4 -14 -16 -14t-16 14z`, '#3b3f4a', { opacity: 0.85 });
  }
  c.rect(478, 164, 130, 212, '#fdf8ee');
  c.rect(470, 156, 140, 12, '#c8674a');
  for (const y of [186, 278]) {
    c.rect(506, y, 62, 72, '#dceef0');
    c.rect(500, y, 22, 72, '#18a7a7');
    c.rect(552, y, 22, 72, '#18a7a7');
    let slats = '';
    for (let at = y + 7; at < y + 70; at += 8) slats += `M503 ${at}h16M555 ${at}h16`;
    c.line(slats, '#0f7f85', 1.6);
  }
  blossoms(c, 494, 350, 30, ['#e8458b', '#f277ab', '#d02f78'], '#3f7f4c');
  palm(c, 70, 392, 210, '#2f7d4f', 0.14);
  palm(c, 22, 400, 150, '#3b8f58', 0.1);
}

/** A cove at Búzios: fishing boats on clear water, white houses up the hill, bougainvillea. */
function cove(c: Canvas): void {
  sky(c, '#3fa7e0', '#8fd0ee', '#e6f6f3');
  cloud(c, 300, 70, 230);
  cloud(c, 80, 48, 140, '#fff', 0.6);
  c.path('M610 96Q520 100 440 150Q370 176 300 222H610Z', '#5f9a5c');
  c.path('M610 130Q540 146 470 176Q420 196 380 222H610Z', '#4a8450');
  c.path('M-10 176Q60 168 120 196Q150 206 190 222H-10Z', '#6aa39a');
  water(c, 218, '#1592b8', '#59d6cf', '#fff', 340);
  const white: Paint = {
    wall: '#fffaf0',
    roof: '#d0694a',
    window: '#2f6f86',
    door: '#2f8aa0',
    shade: '#e7dcc8',
  };
  house(c, 470, 150, 92, 34, white, 4);
  house(c, 410, 190, 80, 30, white, 3);
  house(c, 520, 204, 96, 38, white, 4);
  gable(c, 350, 218, 40, 24, white, 2, 0.5);
  for (const [x, y, r] of [
    [460, 152, 12],
    [572, 152, 14],
    [400, 194, 10],
    [502, 206, 13],
    [344, 220, 10],
  ] as const)
    bush(c, x, y, r, '#376f42', '#69a05c');
  palm(c, 590, 160, 76, '#2d6e46', -0.1);
  palm(c, 446, 152, 56, '#2d6e46', 0.08);
  c.path('M610 226Q480 228 400 250T250 310Q180 344 -10 348V404H610Z', '#fff', { opacity: 0.75 });
  c.path(
    'M610 236Q490 240 412 260T268 320Q190 354 -10 358V404H610Z',
    c.gradient([
      [0, '#f9e7bd'],
      [1, '#e8c78b'],
    ]),
  );
  rowboat(c, 120, 276, 92, '#e4523f', '#ffe7a6');
  rowboat(c, 234, 250, 66, '#f2b33d', '#2b6fa3');
  rowboat(c, 66, 242, 50, '#2f7fbf', '#fff');
  sailboat(c, 300, 236, 34, '#fff', '#fff');
  for (const [x, y, colour] of [
    [432, 334, '#f0654e'],
    [520, 304, '#2f9aa8'],
    [356, 372, '#f2b33d'],
  ] as const) {
    c.line(`M${x} ${y}v-44`, '#8a6a4a', 3);
    c.path(
      `M${x - 40} ${y - 36}Q${x} ${y - 74} ${x + 40} ${y - 36}q-10 -7 -20 0q-10 -7 -20 0q-10 -7 -20 0q-10 -7 -20 0z`,
      colour,
    );
    c.rect(x + 10, y - 5, 34, 5, '#fff');
  }
  blossoms(c, 596, 356, 54, ['#d8377f', '#ef6aa6', '#b72c8c'], '#3c7d47');
  blossoms(c, 10, 392, 40, ['#d8377f', '#ef6aa6', '#b72c8c'], '#3c7d47');
  birds(c, 180, 120, 5, '#37657d');
}

/** The Quadrado of Trancoso: painted cottages around a green, and the white church at its end. */
function quadrado(c: Canvas): void {
  sky(c, '#f8b38c', '#fbd3a2', '#fdeecb');
  sun(c, 296, 132, 36, '#fff8e0', '#ffe09a');
  cloud(c, 370, 76, 190, '#fff', 0.5);
  cloud(c, 40, 96, 160, '#fff', 0.45);
  c.rect(
    0,
    196,
    600,
    40,
    c.gradient([
      [0, '#6fb7bb'],
      [1, '#9fd0c0'],
    ]),
  );
  canopy(c, 232, 34, '#7ba566', 0, 240);
  canopy(c, 232, 34, '#7ba566', 360, 620);
  canopy(c, 250, 32, '#578c50', 0, 200);
  canopy(c, 250, 32, '#578c50', 402, 620);
  c.path(
    'M-10 404V262Q150 240 300 242T610 262V404Z',
    c.gradient([
      [0, '#a9cc6b'],
      [1, '#5f9c49'],
    ]),
  );
  church(c, 264, 248, 84, {
    wall: '#fffdf6',
    roof: '#cc7350',
    window: '#46707c',
    door: '#3673a5',
    shade: '#eadfca',
  });
  const colours = [
    ['#f2c14e', '#2f6f9f'],
    ['#4fa3b5', '#fdf1d8'],
    ['#e8705a', '#2b7a5f'],
    ['#8f6fb0', '#f6d36b'],
  ] as const;
  for (const [n, [wall, door]] of colours.entries()) {
    const s = 1 + n * 0.28;
    const y = 262 + n * 19;
    const paint: Paint = { wall, roof: '#a85c3e', window: '#fff6df', door };
    house(c, 180 - n * 66 - n * n * 6, y, 56 * s, 30 * s, paint, 3);
    house(
      c,
      372 + n * 50 + n * n * 3,
      y,
      56 * s,
      30 * s,
      { ...paint, wall: colours[(n + 2) % 4]?.[0] ?? wall },
      3,
    );
  }
  broadleaf(c, 44, 372, 232, '#2f6b40', '#5f9a52');
  broadleaf(c, 590, 376, 214, '#336f42', '#5f9a52');
  for (const [x, h, lean] of [
    [214, 120, 0.1],
    [418, 132, -0.1],
  ] as const)
    palm(c, x, 268, h, '#3f8048', lean);
  c.path('M286 250q-10 60 -60 154h150q-44 -90 -50 -154z', '#e9d6a0', { opacity: 0.75 });
  grass(c, 280, 400, 110, '#7fb255', 8);
  c.dots(scattered(c, 16, 398, 320), '#fff4c9', 4.5);
  c.dots(scattered(c, 16, 398, 320), '#f58e77', 4.5);
}

/** An emerald bay: cabins on stilts in the Atlantic forest, a jetty, and a table on an islet. */
function emeraldBay(c: Canvas): void {
  sky(c, '#f4a9b0', '#f9cdb9', '#fdeed6');
  sun(c, 180, 152, 30, '#fff9ea', '#ffe2b8');
  cloud(c, 300, 82, 220, '#fff', 0.6);
  ridge(c, 214, 54, '#b59fb4');
  ridge(c, 220, 34, '#8a93a6');
  water(c, 212, '#f0c9b4', '#1f8f7f', '#fffbe9');
  c.rect(
    0,
    262,
    600,
    142,
    c.gradient([
      [0, '#3fb59b'],
      [1, '#0f6f6b'],
    ]),
    { opacity: 0.75 },
  );
  shine(c, 180, 214, 120, '#fff3d4');
  c.path('M610 90Q520 96 470 150Q410 176 372 244Q440 266 610 262Z', '#2f6e4c');
  for (let n = 0; n < 42; n++) {
    const [x, y] = [c.random(430, 610), c.random(140, 240)];
    if (x - 400 > (240 - y) * 0.9) c.circle(x, y, c.random(10, 18), n % 3 === 0 ? '#4f9760' : '#2c6a4a');
  }
  const cabin: Paint = {
    wall: '#c08a58',
    roof: '#6b4530',
    window: '#ffe6a6',
    door: '#7a5232',
    shade: '#a3713f',
  };
  for (const [x, y, s] of [
    [446, 196, 1],
    [512, 222, 1.15],
    [400, 240, 0.9],
    [538, 158, 0.8],
  ] as const) {
    c.line(
      `M${x + 4} ${y}v${22 * s}M${x + 26 * s} ${y}v${22 * s}M${x + 48 * s} ${y}v${20 * s}`,
      '#4f3626',
      2.4,
    );
    house(c, x, y, 54 * s, 22 * s, cabin, 3);
    c.rect(x - 4, y - 1, 54 * s + 8, 4, '#4f3626');
  }
  c.path('M610 256Q480 244 372 246Q350 252 366 260Q480 276 610 280Z', '#7a6a52');
  jetty(c, 236, 268, 150, '#6b4a33');
  c.path('M150 276Q196 256 250 270Q262 280 240 286Q190 292 156 286Z', '#6b6657');
  bush(c, 170, 276, 14, '#2f6e4c', '#5d9a68');
  bush(c, 238, 274, 12, '#2f6e4c', '#5d9a68');
  c.line('M188 270v-30M222 270v-30', '#6b4530', 3);
  c.path('M178 242L205 222L232 242Z', '#8a5b3c');
  c.rect(196, 258, 18, 3, '#fff3d4');
  palm(c, 156, 278, 78, '#2a6a4b', -0.12);
  rowboat(c, 330, 324, 74, '#e9dcc4', '#c9553f');
  c.path('M-10 404V352Q70 334 130 360T250 404Z', '#4d5b4e');
  bush(c, 40, 372, 34, '#1f5a44', '#4b8a5c');
  bush(c, 112, 392, 30, '#1f5a44', '#4b8a5c');
  palm(c, 24, 380, 190, '#1c5a45', 0.16);
  palm(c, 590, 404, 120, '#1c5a45', -0.16);
  birds(c, 290, 136, 5, '#7d5f70');
}

export const brazil: Readonly<Record<string, Scene>> = {
  'casa-turquesa': sugarloaf,
  'vila-da-santa': cove,
  'uxua-casa': quadrado,
  'ponta-dos-ganchos': emeraldBay,
};
