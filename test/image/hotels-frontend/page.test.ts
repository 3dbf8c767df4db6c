import { strict as assert } from 'node:assert';

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

import { answers } from './backend';
import { buildFrontend, FrontendBench } from './bench';
import { openBrowser, Visit } from './browser';
import { hotel, sixHotels } from './fixture';

describe('hotels page', function () {
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
  beforeEach(async () => {
    bench.backend.behaviour = answers(200, sixHotels);
    expected = undefined;
    await enter();
  });
  afterEach(() => visit.close(expected));

  async function enter(options: BrowserContextOptions = {}): Promise<void> {
    visit = await Visit.open(browser!, origin, options);
    page = visit.page;
  }

  it('shows every hotel with its facts and its picture', async () => {
    bench.backend.behaviour = answers(200, [hotel({ price: 3 })]);
    await visit.list();
    await visit.says('1 hotel');
    const card = page.getByRole('article', { name: 'Vik Chile' });
    for (const text of ['Millahue, Chile', 'A hotel.', '22', '1 Jan 2027 – 31 Dec 2027']) {
      await card.getByText(text, { exact: true }).waitFor();
    }
    await card.getByRole('img', { name: 'Price 3 of 4' }).waitFor();
    await card.getByRole('img', { name: 'Illustration: Millahue, Chile' }).waitFor();
    assert.deepEqual(await visit.pictureWidths(), [600]);
    await page.getByText(/pictures are illustrations/).waitFor();
  });

  it('lists the hotels in the order of the API, or in the chosen order', async () => {
    await visit.list();
    assert.deepEqual(await visit.names(), ['Alpha', 'Bravo', 'Costa', 'Delta', 'Eco', 'Faro']);
    const sort = page.getByLabel('Sort by');
    await sort.selectOption('Price, low to high');
    assert.deepEqual(await visit.names(), ['Alpha', 'Eco', 'Costa', 'Bravo', 'Delta', 'Faro']);
    await sort.selectOption('Price, high to low');
    assert.deepEqual(await visit.names(), ['Bravo', 'Delta', 'Faro', 'Costa', 'Eco', 'Alpha']);
    await sort.selectOption('Rooms, few to many');
    assert.deepEqual(await visit.names(), ['Eco', 'Alpha', 'Bravo', 'Costa', 'Delta', 'Faro']);
    await visit.says('6 hotels');
  });

  describe('filters', () => {
    const chips: Record<string, Record<string, string[]>> = {
      country: { 'Argentina, 2 hotels': ['Alpha', 'Bravo'], 'Brasil, 1 hotel': ['Costa'] },
      price: { 'Price 4 of 4': ['Bravo', 'Delta', 'Faro'], 'Price 1 of 4': ['Alpha'] },
      size: {
        'Small 1–10 rooms': ['Alpha', 'Eco'],
        'Medium 11–20 rooms': ['Bravo', 'Costa'],
        'Large 21+ rooms': ['Delta', 'Faro'],
      },
    };
    for (const [filter, choices] of Object.entries(chips)) {
      it(`by ${filter}, with several choices at once`, async () => {
        await visit.list();
        for (const [label, names] of Object.entries(choices)) {
          await visit.chip(label).check();
          await visit.says(`${names.length} of 6 hotels`);
          assert.deepEqual(await visit.names(), names, label);
          await visit.chip(label).uncheck();
          await visit.says('6 hotels');
        }
        for (const label of Object.keys(choices)) await visit.chip(label).check();
        const all = Object.values(choices).flat().sort();
        await visit.says(`${all.length} of 6 hotels`);
        assert.deepEqual(await visit.names(), all);
      });
    }

    it('by dates: a hotel must be available from the first day to the last', async () => {
      const stays: [from: string, to: string, names: string[]][] = [
        ['2027-03-01', '2027-03-31', ['Alpha', 'Bravo', 'Costa']],
        ['2027-03-10', '2027-03-20', ['Alpha', 'Bravo', 'Costa', 'Eco']],
        ['2027-03-10', '2027-03-21', ['Alpha', 'Bravo', 'Costa']],
        ['2027-03-09', '2027-03-20', ['Alpha', 'Bravo', 'Costa']],
        ['2027-02-28', '2027-02-28', ['Alpha', 'Costa', 'Delta']],
        ['2026-12-31', '2027-01-02', ['Delta']],
        ['2028-01-01', '', ['Faro']],
        ['', '2026-12-01', ['Delta']],
      ];
      await visit.list();
      for (const [from, to, names] of stays) {
        await page.getByLabel('Arrive').fill(from);
        await page.getByLabel('Leave').fill(to);
        await visit.says(`${names.length} of 6 hotels`);
        assert.deepEqual(await visit.names(), names, `${from} to ${to}`);
      }
    });

    it('by words, in any case and with or without accents', async () => {
      await visit.list();
      const search = page.getByLabel('Search');
      for (const [text, names] of [
        ['valparaiso', ['Eco', 'Faro']],
        ['CÓRDOBA', ['Bravo']],
        ['harbour delta', ['Delta']],
      ] as const) {
        await search.fill(text);
        await visit.says(`${names.length} of 6 hotels`);
        assert.deepEqual(await visit.names(), names);
      }
      await search.fill('  ');
      await visit.says('6 hotels');
    });

    const combined: Record<string, string[]> = {
      '?country=Chile&price=4': ['Delta', 'Faro'],
      '?country=Chile&country=Brasil': ['Costa', 'Delta', 'Eco', 'Faro'],
      '?country=Chile&price=4&size=large&from=2027-04-01&to=2027-04-09': ['Faro'],
      '?price=1&price=2&size=small&sort=-price': ['Eco', 'Alpha'],
      '?q=near&country=Argentina&size=medium': ['Bravo'],
      '?from=2027-02-30&price=9&size=huge&sort=luck&other=1': [
        'Alpha',
        'Bravo',
        'Costa',
        'Delta',
        'Eco',
        'Faro',
      ],
    };
    for (const [search, names] of Object.entries(combined)) {
      it(`combined, from the address ${search}`, async () => {
        await visit.list(search);
        await visit.says(names.length === 6 ? '6 hotels' : `${names.length} of 6 hotels`);
        assert.deepEqual(await visit.names(), names);
      });
    }

    it('ignore the dates, with an error, when the stay ends before it begins', async () => {
      await visit.list('?from=2027-03-20&to=2027-03-10&price=2');
      assert.deepEqual(await visit.names(), ['Eco']);
      await page.getByText('You leave before you arrive: the dates are left out.').waitFor();
      assert.equal(await page.getByLabel('Leave').getAttribute('aria-invalid'), 'true');
      await page.getByLabel('Leave').fill('2027-03-20');
      assert.equal(await page.getByLabel('Leave').getAttribute('aria-invalid'), 'false');
      assert.equal(await page.locator('#stay-error').textContent(), '');
    });

    it('are in the address: a reload keeps them, and the back button undoes them one by one', async () => {
      await visit.list();
      await visit.chip('Chile, 3 hotels').check();
      await visit.chip('Price 4 of 4').check();
      await page.getByLabel('Search').pressSequentially('faro');
      await visit.says('1 of 6 hotels');
      assert.equal(new URL(page.url()).search, '?q=faro&country=Chile&price=4');

      await page.reload();
      await visit.says('1 of 6 hotels');
      assert.equal(await page.getByLabel('Search').inputValue(), 'faro');
      assert.ok(await visit.chip('Price 4 of 4').isChecked());

      await page.goBack();
      await visit.says('2 of 6 hotels');
      assert.equal(await page.getByLabel('Search').inputValue(), '');
      await page.goBack();
      await visit.says('3 of 6 hotels');
      assert.ok(!(await visit.chip('Price 4 of 4').isChecked()));
      await page.goForward();
      await visit.says('2 of 6 hotels');
      assert.deepEqual(await visit.names(), ['Delta', 'Faro']);
    });

    it('are all cleared by one button', async () => {
      await visit.list('?q=o&country=Chile&price=4&size=large&from=2027-03-15&to=2027-03-16');
      await visit.says('1 of 6 hotels');
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await visit.says('6 hotels');
      assert.equal(new URL(page.url()).search, '');
      assert.equal(await page.locator('input:checked').count(), 0);
      assert.ok(await page.getByRole('button', { name: 'Clear filters' }).isHidden());
    });

    it('show a message when no hotel matches, with a button that shows all hotels', async () => {
      await visit.list('?country=Peru&q=igloo');
      await visit.says('0 of 6 hotels');
      await page.getByRole('heading', { name: 'No hotel matches' }).waitFor();
      assert.ok(await visit.chip('Peru, 0 hotels').isChecked());
      await page.getByRole('button', { name: 'Show all hotels' }).click();
      await visit.says('6 hotels');
      assert.equal((await visit.names()).length, 6);
    });
  });

  describe('without a list', () => {
    it('shows that the hotels are being loaded', async () => {
      const asked = new Promise<() => void>((resolve) => {
        bench.backend.behaviour = (received, response) => {
          resolve(() => answers(200, sixHotels)(received, response));
        };
      });
      await visit.go();
      await visit.says('Loading the hotels…');
      assert.equal(await page.locator('#results').getAttribute('aria-busy'), 'true');
      assert.ok((await page.locator('.skeleton').count()) > 2);
      const below = await page.locator('.hotels').boundingBox();
      const answer = await asked;
      answer();
      await visit.says('6 hotels');
      assert.equal(await page.locator('.skeleton').count(), 0);
      assert.equal((await page.locator('.hotels').boundingBox())!.y, below!.y, 'nothing jumps');
    });

    it('shows that there are no hotels when the API gives none', async () => {
      expected = /status of 404/;
      bench.backend.behaviour = answers(404, []);
      await visit.list('?price=4');
      await visit.says('No hotels yet');
      await page.getByRole('heading', { name: 'No hotels yet' }).waitFor();
    });

    for (const [what, status, body] of [
      ['an error', 503, { error: 'the database does not answer' }],
      ['no list', 200, { hotels: [] }],
    ] as const) {
      it(`shows an error when the API gives ${what}, and a button that tries again`, async () => {
        expected = /status of 503/;
        bench.backend.behaviour = answers(status, body);
        await visit.list('?country=Chile');
        await visit.says('The hotels cannot be shown');
        await page.getByRole('heading', { name: 'Something went wrong' }).waitFor();
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByRole('button', { name: 'Try again' }).waitFor();
        bench.backend.behaviour = answers(200, sixHotels);
        await page.getByRole('button', { name: 'Try again' }).click();
        await visit.says('3 of 6 hotels');
        assert.equal(await page.evaluate('document.activeElement.id'), 'results');
      });
    }
  });
});
