import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argentinaNorth } from './argentina-north';
import { argentinaSouth } from './argentina-south';
import { brazil } from './brazil';
import { Canvas } from './canvas';
import { chileNorth } from './chile-north';
import { chileSouth } from './chile-south';
import type { Scene } from './scene';

const scenes: Readonly<Record<string, Scene>> = {
  ...argentinaNorth,
  ...argentinaSouth,
  ...brazil,
  ...chileNorth,
  ...chileSouth,
};

/** Draws every picture into `folder`, one SVG for each slug. */
function draw(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [slug, scene] of Object.entries(scenes)) {
    // Grass and waves differ from picture to picture, and never from build to build.
    let seed = 7;
    for (const letter of slug) seed = Math.imul(seed, 31) + letter.charCodeAt(0);
    const canvas = new Canvas(seed);
    scene(canvas);
    writeFileSync(join(folder, `${slug}.svg`), canvas.toString());
  }
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: main.js FOLDER');
  process.exit(2);
}
draw(folder);
