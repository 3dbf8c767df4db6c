/** A hotel in the API's format. */
export interface ApiHotel {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly photo: string;
  readonly description: string;
  readonly availabilityFrom: number;
  readonly availabilityTo: number;
  readonly rooms: number;
  readonly city: string;
  readonly country: string;
  readonly price: number;
}

type Row = readonly [
  name: string,
  city: string,
  country: string,
  rooms: number,
  price: number,
  from: string,
  to: string,
];

const rows: readonly Row[] = [
  ['Alpha', 'Mendoza', 'Argentina', 10, 1, '2027-01-01', '2027-06-30'],
  ['Bravo', 'Córdoba', 'Argentina', 11, 4, '2027-03-01', '2027-03-31'],
  ['Costa', 'Búzios', 'Brasil', 20, 3, '2027-01-01', '2027-12-31'],
  ['Delta', 'Pucón', 'Chile', 21, 4, '2026-12-01', '2027-02-28'],
  ['Eco', 'Valparaíso', 'Chile', 9, 2, '2027-03-10', '2027-03-20'],
  ['Faro', 'Valparaíso', 'Chile', 42, 4, '2027-03-15', '2028-01-31'],
];

/** Six hotels that differ in every field that the page filters by. */
export const sixHotels: readonly ApiHotel[] = rows.map(([name, city, country, rooms, price, from, to], n) =>
  hotel({
    ...{ id: n + 1, slug: name.toLowerCase(), name, city, country, rooms, price },
    description: `${name} is near the old harbour.`,
    availabilityFrom: Date.parse(`${from}T12:00:00Z`),
    availabilityTo: Date.parse(`${to}T10:00:00Z`),
  }),
);

/**
 * A valid hotel with some fields replaced.
 *
 * @param given - the fields to replace; the values may be invalid
 */
export function hotel(given: Partial<Record<keyof ApiHotel, unknown>>): ApiHotel {
  return {
    ...{
      id: 1,
      slug: 'vik-chile',
      name: 'Vik Chile',
      photo: '/photos/vik-chile.svg',
      description: 'A hotel.',
    },
    ...{ availabilityFrom: Date.UTC(2027, 0, 1), availabilityTo: Date.UTC(2027, 11, 31) },
    ...{ rooms: 22, city: 'Millahue', country: 'Chile', price: 4 },
    ...given,
  } as ApiHotel;
}
