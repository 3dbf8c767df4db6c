import { dayOfField, fieldOfDay, type Day } from './dates.js';
import { sizeOf, type Hotel, type Size } from './hotel.js';

/** The orders of the list; the first is the order of the API. A minus means descending. */
export const ORDERS = ['', 'price', '-price', 'rooms', 'name'] as const;
export type Order = (typeof ORDERS)[number];

export const PRICES: readonly number[] = [1, 2, 3, 4];
export const SIZES: readonly Size[] = ['small', 'medium', 'large'];

/** The filters of the list. An empty array does not restrict it. */
export interface Filters {
  readonly text: string;
  readonly from: Day | undefined;
  readonly to: Day | undefined;
  readonly countries: readonly string[];
  readonly prices: readonly number[];
  readonly sizes: readonly Size[];
  readonly order: Order;
}

/**
 * Reads the filters from the query of an address. Invalid values are ignored.
 *
 * @param search - the query, with or without its `?`
 */
export function filtersOf(search: string): Filters {
  const query = new URLSearchParams(search);
  const order = ORDERS.find((known) => known === query.get('sort'));
  return {
    text: query.get('q') ?? '',
    from: dayOfField(query.get('from') ?? ''),
    to: dayOfField(query.get('to') ?? ''),
    countries: [...new Set(query.getAll('country').filter((country) => country !== ''))],
    prices: PRICES.filter((price) => query.getAll('price').includes(String(price))),
    sizes: SIZES.filter((size) => query.getAll('size').includes(size)),
    order: order ?? '',
  };
}

/** The query of an address for these filters, with its `?`; empty when no filter is set. */
export function searchOf(filters: Filters): string {
  const query = new URLSearchParams();
  if (filters.text.trim() !== '') query.set('q', filters.text.trim());
  if (filters.from !== undefined) query.set('from', fieldOfDay(filters.from));
  if (filters.to !== undefined) query.set('to', fieldOfDay(filters.to));
  for (const country of filters.countries) query.append('country', country);
  for (const price of filters.prices) query.append('price', String(price));
  for (const size of filters.sizes) query.append('size', size);
  if (filters.order !== '') query.set('sort', filters.order);
  return query.size > 0 ? `?${query.toString()}` : '';
}

/** Whether the stay ends before it begins. Such dates do not restrict the list. */
export function isBackwards({ from, to }: Filters): boolean {
  return from !== undefined && to !== undefined && to < from;
}

/** How many kinds of filters are set, from 0 to 4. The text and the order do not count. */
export function countActive({ from, to, countries, prices, sizes }: Filters): number {
  const dates = from !== undefined || to !== undefined;
  return [dates, countries.length > 0, prices.length > 0, sizes.length > 0].filter(Boolean).length;
}

/** The hotels that match the filters, in the chosen order. */
export function select(hotels: readonly Hotel[], filters: Filters): readonly Hotel[] {
  const words = plain(filters.text).split(/\s+/);
  const found = hotels.filter(
    (hotel) => hasWords(hotel, words) && isFree(hotel, filters) && isChosen(hotel, filters),
  );
  return inOrder(found, filters.order);
}

function hasWords({ name, city, country, description }: Hotel, words: readonly string[]): boolean {
  const text = plain([name, city, country, description].join(' '));
  return words.every((word) => text.includes(word));
}

/** The text in lower case without accents, so that Cordoba finds Córdoba. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** Whether the hotel is available from the first to the last day. With one date set, the stay is that day. */
function isFree(hotel: Hotel, filters: Filters): boolean {
  if (isBackwards(filters)) return true;
  const first = filters.from ?? filters.to;
  const last = filters.to ?? filters.from;
  if (first === undefined || last === undefined) return true;
  return hotel.from !== undefined && hotel.to !== undefined && hotel.from <= first && last <= hotel.to;
}

function isChosen(hotel: Hotel, { countries, prices, sizes }: Filters): boolean {
  const size = sizeOf(hotel);
  return (
    (countries.length === 0 || countries.includes(hotel.country)) &&
    (prices.length === 0 || (hotel.price !== undefined && prices.includes(hotel.price))) &&
    (sizes.length === 0 || (size !== undefined && sizes.includes(size)))
  );
}

function inOrder(hotels: readonly Hotel[], order: Order): readonly Hotel[] {
  const by = (value: (hotel: Hotel) => number, sign = 1): readonly Hotel[] =>
    [...hotels].sort((one, other) => sign * (value(one) - value(other)));
  switch (order) {
    case '':
      return hotels;
    case 'price':
      return by(({ price }) => price ?? 9);
    case '-price':
      return by(({ price }) => price ?? 0, -1);
    case 'rooms':
      return by(({ rooms }) => rooms ?? Number.MAX_SAFE_INTEGER);
    case 'name':
      return [...hotels].sort((one, other) => one.name.localeCompare(other.name, 'en'));
  }
}
