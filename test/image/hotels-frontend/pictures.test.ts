import { strict as assert } from 'node:assert';
import * as fs from 'node:fs';
import { join } from 'node:path';

const images = join(__dirname, '../../../images');
const folder = join(images, 'hotels-frontend/page/static/photos');
const migration = join(images, 'hotels-backend/migrations/versions/0001_hotels.json');

const shapes = 'defs|linearGradient|radialGradient|stop|path|rect|circle|ellipse';
// Values contain no colon and no slash, so a picture cannot refer to an external resource.
const attributes = '(?: (?!on|href|style)[a-zA-Z][\\w-]*="[\\w#(),. -]*")*';
const tag = new RegExp(`<(?:(${shapes})${attributes}(/?)|/(${shapes}))>`, 'g');
const whole =
  /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="600" height="400" viewBox="0 0 600 400">(.*)<\/svg>\n$/s;

/** Fails unless the text is one well-formed SVG element that contains only shapes and gradients. */
function assertShapesOnly(svg: string): void {
  const inside = whole.exec(svg)?.[1] ?? assert.fail('it is not one picture of 600 by 400');
  assert.equal(inside.replace(tag, ''), '', 'it has something else than shapes');
  const open: string[] = [];
  for (const [text, opening, empty, closing] of inside.matchAll(tag)) {
    const names = [...text.matchAll(/ ([\w-]+)=/g)].map(([, name]) => name);
    assert.equal(new Set(names).size, names.length, `${text} repeats an attribute`);
    if (closing !== undefined) assert.equal(open.pop(), closing, `${text} closes another element`);
    else if (empty === '') open.push(opening!);
  }
  assert.deepEqual(open, [], 'an element is not closed');
  for (const [, id] of inside.matchAll(/url\(([^)]*)\)/g)) {
    assert.ok(inside.includes(` id="${id!.slice(1)}"`), `there is no gradient ${id}`);
  }
}

describe('hotels-frontend, the pictures of the hotels', () => {
  const hotels = JSON.parse(fs.readFileSync(migration, 'utf8')) as { slug: string; photo: string }[];

  it('exist for every hotel of the first migration, and for no other hotel', () => {
    assert.equal(hotels.length, 17);
    for (const { slug, photo } of hotels) assert.equal(photo, `/photos/${slug}.svg`);
    assert.deepEqual(fs.readdirSync(folder).sort(), hotels.map(({ slug }) => `${slug}.svg`).sort());
  });

  for (const { slug } of hotels) {
    it(`are small, of the right size, and contain only shapes: ${slug}`, () => {
      const picture = fs.readFileSync(join(folder, `${slug}.svg`), 'utf8');
      assert.ok(picture.length < 15_000, String(picture.length));
      assert.doesNotMatch(picture, /NaN|undefined/);
      assertShapesOnly(picture);
    });
  }

  const wrong: Record<string, string> = {
    'a script': '<script></script>',
    'an event handler': '<rect onload="f()"/>',
    'a link': '<rect href="#a"/>',
    'a link to another site': '<rect fill="url(https://elsewhere.example/a.svg)"/>',
    'a gradient that does not exist': '<rect fill="url(#g9)"/>',
    text: '<rect/>text',
    'an element that is not closed': '<defs><rect/>',
    'elements that overlap': '<defs><linearGradient></defs></linearGradient>',
    'an attribute twice': '<rect x="1" x="2"/>',
    'a second picture': '</svg><svg>',
  };
  for (const [what, inside] of Object.entries(wrong)) {
    it(`would fail this check with ${what}`, () => {
      const [right] = /^<svg [^>]*>/.exec(fs.readFileSync(join(folder, 'vik-chile.svg'), 'utf8'))!;
      assertShapesOnly(`${right}<rect x="1"/></svg>\n`);
      assert.throws(() => assertShapesOnly(`${right}${inside}</svg>\n`), assert.AssertionError);
    });
  }
});
