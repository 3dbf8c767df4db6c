import { gable, house, lighthouse, type Paint } from './buildings';
import type { Canvas } from './canvas';
import { cloud, grass, peak, ridge, scattered, sky, stars, sun, vineyard, water } from './land';
import { birds, horse, sailboat } from './life';
import { broadleaf, bush, canopy, pine, poplar } from './plants';
import type { Scene } from './scene';

/** Pampas in the evening: a red estancia with its lookout, horses, and nothing higher than a tree. */
function pampas(c: Canvas): void {
  sky(c, '#f6b26b', '#f9cf8d', '#fce9c4', '#fdf3dd');
  sun(c, 455, 196, 34, '#fff6dc', '#ffdf94');
  cloud(c, 40, 88, 210, '#fff', 0.5);
  cloud(c, 330, 62, 170, '#fff', 0.45);
  canopy(c, 246, 18, '#b58f52', 0, 600);
  ridge(c, 262, 14, '#9c8a44');
  broadleaf(c, 92, 272, 118, '#5d6f33', '#87984a');
  broadleaf(c, 516, 268, 84, '#5d6f33', '#87984a');
  const red: Paint = {
    wall: '#b34a3a',
    roof: '#8f3a30',
    window: '#fbe3b0',
    door: '#4f6a52',
    shade: '#96392e',
  };
  house(c, 170, 274, 190, 44, red, 7);
  c.rect(244, 158, 44, 92, '#bd5341');
  c.rect(276, 158, 12, 92, '#96392e');
  c.rect(239, 153, 54, 7, '#f3dfc1');
  for (const x of [240, 253, 266, 279]) c.rect(x, 145, 10, 9, '#bd5341');
  c.path('M256 196v-16a9 9 0 0 1 18 0v16z', '#fbe3b0');
  c.rect(256, 212, 18, 22, '#fbe3b0');
  c.rect(166, 270, 200, 5, '#f3dfc1');
  c.rect(
    -5,
    274,
    610,
    130,
    c.gradient([
      [0, '#c9a84f'],
      [0.4, '#a9913f'],
      [1, '#6f7431'],
    ]),
  );
  c.path('M262 275q-20 60 -120 130h150q-10 -70 -12 -130z', '#e5c98b');
  grass(c, 285, 400, 110, '#d8bd65', 9, 0.15);
  c.line('M-5 322H610M-5 334H610', '#6b5332', 1.6);
  c.line('M30 312v34M110 312v34M350 312v34M430 312v34M510 312v34M590 312v34', '#5b452b', 3.4);
  horse(c, 420, 372, 58, '#5a3524', true);
  horse(c, 506, 356, 48, '#7d4b30');
  grass(c, 385, 404, 50, '#8c8a3c', 12, 0.2);
  birds(c, 320, 128, 4, '#8b5b3b');
}

/** The Atlantic at Mar del Plata: cliffs with a lighthouse, a villa in the English manner, tents on the sand. */
function atlantic(c: Canvas): void {
  sky(c, '#7cc0e6', '#b4def1', '#e8f5f6');
  sun(c, 110, 84, 26, '#fffbe8', '#fff4c4');
  cloud(c, 210, 92, 200);
  cloud(c, 430, 58, 150);
  c.rect(
    0,
    196,
    600,
    110,
    c.gradient([
      [0, '#2f7fb0'],
      [1, '#5fb7c9'],
    ]),
  );
  sailboat(c, 150, 226, 36, '#e7e2d6', '#fff');
  sailboat(c, 66, 214, 22, '#e7e2d6', '#fff');
  c.path('M610 132Q520 134 470 156Q400 168 352 214L300 262L330 310H610Z', '#7b9a5a');
  c.path('M352 214L300 262L330 312L470 318L420 260Q380 250 352 214Z', '#c9a87a');
  c.path('M352 214L336 262L352 312L400 312L372 262Z', '#a98759', { opacity: 0.6 });
  lighthouse(c, 404, 186, 118, ['#d8453c', '#fdf6ea']);
  const villa: Paint = {
    wall: '#f4ead6',
    roof: '#4d5f74',
    window: '#35536b',
    door: '#8a4a36',
    shade: '#dccfb4',
  };
  house(c, 470, 172, 104, 38, villa, 5);
  gable(c, 490, 172, 42, 46, villa, 1, 0.75);
  c.line('M498 126h26M511 140V118', '#8a6b4c', 2);
  c.rect(548, 98, 9, 22, '#b9a88c');
  bush(c, 458, 172, 12, '#557a45', '#86a862');
  bush(c, 584, 170, 14, '#557a45', '#86a862');
  c.path('M-10 296Q120 270 250 296T500 302T620 292V404H-10Z', '#fff', { opacity: 0.85 });
  c.path(
    'M-10 306Q120 282 250 308T500 314T620 304V404H-10Z',
    c.gradient([
      [0, '#efd9aa'],
      [1, '#dcb878'],
    ]),
  );
  for (const [n, x] of [22, 92, 162, 232, 302, 372, 442, 512].entries()) {
    const y = 366 + (n % 2) * 4;
    const colour = ['#e4574c', '#2f86a8', '#f0b341', '#3d9a86'][n % 4] ?? '#e4574c';
    c.polygon(
      [
        [x, y],
        [x + 4, y - 32],
        [x + 52, y - 32],
        [x + 56, y],
      ],
      '#fdf8ec',
    );
    c.path(
      `M${x} ${y - 30}L${x + 28} ${y - 54}L${x + 56} ${y - 30}q-7 9 -14 0q-7 9 -14 0q-7 9 -14 0q-7 9 -14 0z`,
      colour,
    );
    for (const stripe of [10, 26, 42]) c.rect(x + stripe, y - 24, 6, 24, colour, { opacity: 0.75 });
  }
  birds(c, 190, 140, 6, '#4f7286');
}

/** Vineyards below the snow of the Andes, and a cabin on stilts among the vines. */
function vines(c: Canvas): void {
  sky(c, '#4f9bd3', '#98cbe8', '#e3f1f2');
  cloud(c, 60, 74, 160, '#fff', 0.8);
  const rock = { light: '#8fa3bd', shade: '#6d83a2', snow: '#fff', ice: '#d7e4f2' };
  peak(c, 70, 232, 300, 120, rock, 0.5);
  peak(c, 540, 232, 330, 132, rock, 0.5);
  peak(c, 400, 232, 260, 158, rock, 0.52);
  peak(c, 230, 232, 340, 192, rock, 0.5);
  ridge(c, 238, 36, '#8d9cae', true);
  ridge(c, 244, 18, '#a2a184');
  for (let x = 8; x < 600; x += 24)
    poplar(c, x, 250, Math.round(c.random(34, 62)), x % 16 === 0 ? '#5f8a45' : '#75a04f');
  vineyard(c, 300, 248, '#c8a273', ['#4f8a3c', '#6ba648']);
  c.line('M398 330v56M470 330v56M424 330v48M446 330v48', '#5d4632', 5);
  c.path('M380 334q-8 -62 26 -70h58q34 8 26 70z', '#7b5a3f');
  c.path('M392 326q-5 -48 20 -53h46q24 5 20 53z', '#fff3d6');
  c.path('M392 326q-5 -48 20 -53h14l2 53z', '#a9d1de');
  c.line('M434 273v53M412 273v53M392 300h86', '#7b5a3f', 3);
  c.rect(374, 328, 122, 8, '#5d4632');
  c.line('M374 328v-18h-4M496 328v-18', '#5d4632', 2.4);
  c.line('M496 334l36 52M504 334l36 52', '#5d4632', 3);
  c.circle(118, 366, 7, '#6d2c55');
  for (const [x, y] of [
    [110, 356],
    [126, 356],
    [102, 346],
    [118, 346],
    [134, 346],
  ] as const)
    c.circle(x, y, 7, '#83376a');
  c.line('M118 340v-14', '#54702f', 3);
  birds(c, 430, 74, 4, '#47637c');
}

/** A winter evening by the lake at Villa La Angostura: a chalet with its lamps lit, firs under snow. */
function snow(c: Canvas): void {
  sky(c, '#2b3a6b', '#5c6aa6', '#c39ac0', '#f5c8b4');
  stars(c, 34, 110);
  const rock = { light: '#7d8cc0', shade: '#5b6aa3', snow: '#f3f4ff', ice: '#c7cff0' };
  peak(c, 480, 236, 360, 150, rock, 0.6);
  peak(c, 120, 236, 340, 138, rock, 0.6);
  peak(c, 300, 236, 300, 176, rock, 0.62);
  ridge(c, 240, 26, '#4b5a8f', true);
  water(c, 236, '#c9a9c8', '#5d6fae', '#fff', 300);
  for (let x = -4; x < 200; x += 15) pine(c, x, 262 + c.random(-4, 4), c.random(40, 66), '#34497a');
  for (let x = 440; x < 610; x += 15) pine(c, x, 260 + c.random(-4, 4), c.random(38, 70), '#34497a');
  c.path(
    'M-10 282Q140 256 300 282T610 270V404H-10Z',
    c.gradient([
      [0, '#f4f1fb'],
      [1, '#c3cbe8'],
    ]),
  );
  for (const [x, h] of [
    [40, 122],
    [96, 92],
    [500, 106],
    [556, 140],
    [452, 78],
  ] as const)
    pine(c, x, 308, h, '#2f5360', '#eef3fb');
  const wood: Paint = { wall: '#8a5a3c', roof: '#fbfbff', window: '#ffd67e', door: '#5c3927' };
  house(c, 230, 318, 182, 54, { ...wood, shade: '#724930' }, 5);
  gable(c, 246, 318, 92, 62, wood, 3, 0.62);
  c.rect(372, 210, 16, 34, '#77716f');
  c.rect(369, 205, 22, 8, '#fff');
  c.path('M382 200q-12 -16 2 -30q14 -16 2 -34', 'none', {
    stroke: '#fff',
    'stroke-width': 9,
    'stroke-linecap': 'round',
    opacity: 0.4,
  });
  c.rect(280, 240, 24, 20, '#ffd67e');
  c.line('M292 240v20M280 250h24', '#5c3927', 2);
  c.circle(292, 300, 90, c.glow('#ffd98a', 0.5));
  c.line('M234 292h178M240 270v22', '#5c3927', 1.6, { opacity: 0.5 });
  c.path('M276 320q-10 40 -70 84h110q-12 -46 -10 -84z', '#e2e2f4');
  pine(c, 150, 384, 148, '#264652', '#f6f8fe');
  pine(c, 566, 404, 170, '#264652', '#f6f8fe');
  c.dots(scattered(c, 40, 400), '#fff', 2.2, { opacity: 0.8 });
  c.dots(scattered(c, 30, 400), '#fff', 4, { opacity: 0.8 });
}

export const argentinaSouth: Readonly<Record<string, Scene>> = {
  'la-bamba-de-areco': pampas,
  'sainte-jeanne': atlantic,
  'entre-cielos': vines,
  'luma-casa-de-montana': snow,
};
