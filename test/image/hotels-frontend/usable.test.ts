import { strict as assert } from 'node:assert';

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

import { answers } from './backend';
import { buildFrontend, FrontendBench } from './bench';
import { openBrowser, phone, Visit } from './browser';
import { hotel, sixHotels } from './fixture';

/** The least width and height of a touch target, in pixels. */
const FINGER = 44;

describe('hotels page, accessibility and robustness', function () {
  this.timeout(30_000);
  let bench: FrontendBench, browser: Browser | undefined, origin: string, visit: Visit, page: Page;
  let expected: RegExp | undefined;

  before(async function () {
    browser = await openBrowser(this);
    bench = await FrontendBench.open(buildFrontend());
    origin = `http://127.0.0.1:${await bench.start().port()}`;
  });
  after(async () => {
    await browser?.close();
    if (browser) await bench.close();
  });
  beforeEach(() => {
    expected = undefined;
    bench.backend.behaviour = answers(200, sixHotels);
  });
  afterEach(() => visit.close(expected));

  async function enter(options: BrowserContextOptions = {}): Promise<void> {
    visit = await Visit.open(browser!, origin, options);
    page = visit.page;
  }

  const focused = (): Promise<string> =>
    page.evaluate<string>(
      "document.activeElement.id || document.activeElement.getAttribute('aria-label') || document.activeElement.textContent",
    );

  it('can be used by keyboard alone, with a visible focus', async () => {
    await enter();
    await visit.list();
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the hotels');
    const skip = page.getByRole('link', { name: 'Skip to the hotels' });
    await page.waitForFunction('document.activeElement.getBoundingClientRect().top >= 0');
    await skip.press('Enter');
    assert.equal(await focused(), 'results');

    await page.getByLabel('Search').focus();
    const stops: string[] = [];
    for (let n = 0; n < 24 && (await focused()) !== 'sort'; n++) {
      const ring = page.evaluate<string>(
        "getComputedStyle(document.activeElement.matches('.chip input') ? document.activeElement.nextElementSibling : document.activeElement).outlineStyle",
      );
      assert.equal(await ring, 'solid', await focused());
      stops.push(await focused());
      if ((await focused()) === 'Price 4 of 4') await page.keyboard.press('Space');
      await page.keyboard.press('Tab');
    }
    await visit.says('3 of 6 hotels');
    for (const stop of ['q', 'from', 'to', 'Price 1 of 4', 'Large 21+ rooms', 'Chile, 3 hotels', 'clear']) {
      assert.ok(stops.includes(stop), `${stop} is not among ${stops.join(', ')}`);
    }
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await visit.says('6 hotels');
    assert.equal(await focused(), 'q');
  });

  it('has landmarks, a heading and a list for screen readers', async () => {
    await enter();
    await visit.list();
    for (const landmark of ['banner', 'main', 'search', 'contentinfo'] as const) {
      assert.equal(await page.getByRole(landmark).count(), 1, landmark);
    }
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
    assert.equal(await page.getByRole('list').getByRole('listitem').count(), 6);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`passes the accessibility rules of axe in ${colorScheme} mode`, async () => {
      await enter({ colorScheme });
      for (const search of ['', '?price=4&country=Chile', '?q=igloo', '?from=2027-02-02&to=2027-01-01']) {
        await visit.list(search);
        await visit.assertAccessible();
      }
      const paper = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      const brightness = Number(/\d+/.exec(paper)![0]);
      assert.ok(colorScheme === 'dark' ? brightness < 60 : brightness > 200, paper);
    });
  }

  it('has no animation when the user prefers reduced motion', async () => {
    const animation = "getComputedStyle(document.querySelector('.skeleton .photo')).animationName";
    bench.backend.behaviour = () => undefined;
    for (const [reducedMotion, name] of [
      ['reduce', 'none'],
      ['no-preference', 'breathe'],
    ] as const) {
      await enter({ reducedMotion });
      await visit.go();
      await page.locator('.skeleton').first().waitFor();
      assert.equal(await page.evaluate(animation), name);
      if (reducedMotion === 'reduce') await visit.close();
    }
  });

  describe('on a phone', () => {
    it('is one column that does not scroll sideways, even with very long names', async () => {
      const long = 'Llanfairpwllgwyngyll'.repeat(6);
      bench.backend.behaviour = answers(200, [
        ...sixHotels,
        hotel({ name: long, city: long, country: long, description: long.repeat(10) }),
      ]);
      await enter(phone);
      await visit.list();
      assert.equal(await visit.sideways(), 0);
      await page.getByRole('button', { name: 'Filters' }).tap();
      await page.getByLabel('Arrive').waitFor();
      assert.equal(await visit.sideways(), 0);
      const boxes = await Promise.all(
        (await page.locator('article').all()).map((card) => card.boundingBox()),
      );
      assert.equal(new Set(boxes.map((box) => box!.x)).size, 1);
      for (const box of boxes) assert.ok(box!.width > 320, String(box!.width));
    });

    it('folds the filters, and shows how many are set', async () => {
      await enter(phone);
      await visit.list('?country=Chile&price=4');
      const button = page.getByRole('button', { name: 'Filters 2 in use' });
      assert.equal(await button.getAttribute('aria-expanded'), 'false');
      assert.ok(await visit.chip('Price 4 of 4').isHidden());
      await button.tap();
      assert.equal(await button.getAttribute('aria-expanded'), 'true');
      await visit.chip('Price 4 of 4').tap();
      await visit.says('3 of 6 hotels');
      await page.getByRole('button', { name: 'Filters 1 in use' }).tap();
      assert.ok(await visit.chip('Price 4 of 4').isHidden());
    });

    it('has no touch target smaller than 44 pixels', async () => {
      await enter(phone);
      await visit.list('?country=Chile');
      await page.getByRole('button', { name: /^Filters/ }).tap();
      await page.getByLabel('Arrive').waitFor();
      for (const target of await page.locator('button:visible, input:visible, select:visible').all()) {
        const { width, height } = (await target.boundingBox())!;
        assert.ok(
          Math.min(width, height) >= FINGER,
          `${await target.getAttribute('id')} ${width} × ${height}`,
        );
      }
    });

    it('passes the accessibility rules of axe', async () => {
      await enter(phone);
      await visit.list('?country=Chile');
      await page.getByRole('button', { name: /^Filters/ }).tap();
      await visit.assertAccessible();
    });
  });

  it('unfolds a description that is cut off, and shows no button for a short one', async () => {
    bench.backend.behaviour = answers(200, [
      hotel({ name: 'Long', description: 'A word of many. '.repeat(60) }),
      hotel({ name: 'Short', description: 'Line one.\nLine two.' }),
    ]);
    await enter();
    await visit.list();
    const text = page.locator('.description').first();
    const folded = (await text.boundingBox())!.height;
    assert.ok(await page.getByRole('article', { name: 'Short' }).getByRole('button').isHidden());
    await page.getByRole('button', { name: 'Read more' }).click();
    assert.ok((await text.boundingBox())!.height > folded * 2);
    await page.getByRole('button', { name: 'Read less' }).click();
    // The browser rounds positions when the page is scrolled: the height can differ by less than a hundredth of a pixel.
    assert.ok(Math.abs((await text.boundingBox())!.height - folded) < 0.01);
  });

  it('shows cards of one height in each row', async () => {
    await enter();
    await visit.list();
    const boxes = await Promise.all((await page.locator('article').all()).map((card) => card.boundingBox()));
    const tops = new Set(boxes.map((box) => box!.y));
    assert.equal(tops.size, 2);
    for (const top of tops) {
      const heights = boxes.filter((box) => box!.y === top).map((box) => box!.height);
      assert.equal(new Set(heights).size, 1);
    }
  });

  it('shows a placeholder for a picture that is missing, broken or on another site', async () => {
    expected = /status of 404/;
    const photos = [
      '/photos/none.svg',
      '',
      undefined,
      7,
      '/openapi.json',
      'javascript:alert(1)',
      '/photos/../a.svg',
    ];
    const foreign = [
      'https://elsewhere.example/a.png',
      '//elsewhere.example/a.png',
      'data:image/svg+xml,<svg/>',
    ];
    const all = [...photos, ...foreign].map((photo, n) => hotel({ name: `Hotel ${n}`, photo }));
    bench.backend.behaviour = answers(200, all);
    await enter();
    await visit.list();
    assert.deepEqual(await visit.pictureWidths(), Array(all.length).fill(600));
    const sources = await page.evaluate<string[]>(
      "[...document.querySelectorAll('article img')].map((img) => img.src)",
    );
    assert.deepEqual(sources, Array(all.length).fill(`${origin}/placeholder.svg`));
  });

  it('shows HTML in the data as text', async () => {
    const attack = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
    bench.backend.behaviour = answers(200, [
      hotel({ name: attack, description: attack, city: attack, country: '"><b onclick=alert(3)>' }),
    ]);
    await enter();
    await visit.list('?q=%3Cscript%3Ealert(2)%3C%2Fscript%3E');
    await visit.says('1 of 1 hotel');
    assert.deepEqual(await visit.names(), [attack]);
    assert.equal(await page.locator('article script, article b, article img:not(.photo)').count(), 0);
    await visit.chip('"><b onclick=alert(3)>, 1 hotel').check();
    await visit.says('1 of 1 hotel');
  });

  it('runs no injected script', async () => {
    expected = /Content Security Policy/;
    await enter();
    await visit.list();
    const script = "document.createElement('script')";
    await page.evaluate(
      `document.body.append(Object.assign(${script}, { textContent: 'window.ran = true' }))`,
    );
    assert.equal(await page.evaluate('window.ran'), undefined);
    assert.ok(visit.problems.some((problem) => expected!.test(problem)));
  });

  it('shows the valid facts of a hotel, and skips entries that are not hotels', async () => {
    bench.backend.behaviour = answers(200, [
      hotel({
        name: 'Vague',
        rooms: -1,
        price: 9,
        availabilityFrom: 1e300,
        availabilityTo: null,
        city: 5,
        country: '',
      }),
      ...[null, 'hotel', [], {}, { name: 5 }],
    ]);
    await enter();
    await visit.list();
    await visit.says('1 hotel');
    const card = page.getByRole('article', { name: 'Vague' });
    for (const text of ['Price not known', 'Not known', 'Ask the hotel']) {
      await card.getByText(text, { exact: true }).waitFor();
    }
    await visit.chip('Large 21+ rooms').check();
    await visit.says('0 of 1 hotel');
  });
});
