import assert from 'node:assert/strict';

import type { Browser, BrowserContextOptions } from 'playwright-core';

import { openBrowser, phone, Visit } from '../../image/hotels-frontend/browser';
import type { ApiHotel } from '../../image/hotels-frontend/fixture';
import { firstHotels, HotelsInstallation } from './hotels';
import { live, onlyWith } from '../../support/live/live';

const MS_PER_DAY = 86_400_000;
/** A user may have added a hotel without a picture, for which the page shows another. */
const unpictured = /status of 404/;

describe("The hotels' page", function () {
  this.timeout(60_000);
  onlyWith('hotels');
  let browser: Browser | undefined, origin: string, hotels: ApiHotel[], all: string, visit: Visit;

  before(async function () {
    browser = await openBrowser(this);
    const installation = await HotelsInstallation.of(live.cluster, live.stack.outputs);
    origin = installation.url;
    hotels = JSON.parse(await installation.list()) as ApiHotel[];
    all = `${hotels.length} ${hotels.length === 1 ? 'hotel' : 'hotels'}`;
  });
  after(() => browser?.close());

  async function enter(options: BrowserContextOptions = {}): Promise<void> {
    visit = await Visit.open(browser!, origin, options);
  }

  /** The names of the hotels for which this holds, in the order of the API. */
  const namesOf = (holds: (hotel: ApiHotel) => boolean): string[] =>
    hotels.filter(holds).map(({ name }) => name);

  for (const [where, options] of [
    ['on a desk', {}],
    ['on a phone', phone],
  ] as const) {
    it(`shows all hotels with their pictures ${where}`, async () => {
      await enter(options);
      await visit.list();
      await visit.says(all);
      assert.deepEqual(
        await visit.names(),
        namesOf(() => true),
      );
      const widths = await visit.pictureWidths();
      assert.ok(
        widths.every((width) => width > 0),
        widths.join(),
      );
      assert.equal(await visit.sideways(), 0);
      await visit.close(unpictured);
    });
  }

  it('has a picture of its own for each hotel of the first migration', async () => {
    await enter();
    await visit.list();
    await visit.pictureWidths();
    const sources = await visit.page
      .locator('article img')
      .evaluateAll((images) => images.map((image) => image.src));
    const drawn = new Set(sources.filter((source) => source.startsWith(`${origin}/photos/`)));
    for (const { slug } of firstHotels) {
      if (hotels.some((hotel) => hotel.slug === slug))
        assert.ok(drawn.has(`${origin}/photos/${slug}.svg`), slug);
    }
    await visit.close(unpictured);
  });

  it('finds by each country, price and size what the data says', async () => {
    const sizes: Record<string, (hotel: ApiHotel) => boolean> = {
      small: ({ rooms }) => rooms <= 10,
      medium: ({ rooms }) => rooms > 10 && rooms <= 20,
      large: ({ rooms }) => rooms > 20,
    };
    const filters: [search: string, holds: (hotel: ApiHotel) => boolean][] = [
      ...[...new Set(hotels.map(({ country }) => country))].map((country): (typeof filters)[number] => [
        `country=${encodeURIComponent(country)}`,
        (hotel) => hotel.country === country,
      ]),
      ...[1, 2, 3, 4].map((price): (typeof filters)[number] => [
        `price=${price}`,
        (hotel) => hotel.price === price,
      ]),
      ...Object.entries(sizes).map(([size, holds]): (typeof filters)[number] => [`size=${size}`, holds]),
      [
        'country=Chile&price=4&size=large',
        (hotel) => hotel.country === 'Chile' && hotel.price === 4 && hotel.rooms > 20,
      ],
    ];
    await enter();
    for (const [search, holds] of filters) {
      await visit.list(`?${search}`);
      const names = namesOf(holds);
      await visit.says(`${names.length} of ${all}`);
      assert.deepEqual(await visit.names(), names, search);
    }
    await visit.close(unpictured);
  });

  it('finds by the days of a stay what is available all through it', async () => {
    await enter();
    await visit.list();
    const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
    // From the last days of one hotel to the first of another: the ends of what is available matter.
    for (const { availabilityTo } of hotels.slice(0, 5)) {
      const [from, to] = [day(availabilityTo - 3 * MS_PER_DAY), day(availabilityTo)];
      await visit.page.getByLabel('Arrive').fill(from);
      await visit.page.getByLabel('Leave').fill(to);
      const names = namesOf(
        (hotel) => day(hotel.availabilityFrom) <= from && to <= day(hotel.availabilityTo),
      );
      await visit.says(`${names.length} of ${all}`);
      assert.deepEqual(await visit.names(), names, `${from} to ${to}`);
    }
    await visit.close(unpictured);
  });
});
