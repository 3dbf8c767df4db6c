import { dayOfTime, type Day } from './dates.js';

/** A hotel as the page shows it, after checking the API's answer. */
export interface Hotel {
  readonly name: string;
  readonly description: string;
  readonly city: string;
  readonly country: string;
  /** The path of its picture on this site; undefined when it has none, or one that must not be shown. */
  readonly photo: string | undefined;
  /** From 1 to 4; undefined when it is unknown. */
  readonly price: number | undefined;
  readonly rooms: number | undefined;
  readonly from: Day | undefined;
  readonly to: Day | undefined;
}

/** The size of a hotel: small up to 10 rooms, medium up to 20, large above. */
export type Size = 'small' | 'medium' | 'large';

/** The size of a hotel; undefined when its number of rooms is unknown. */
export function sizeOf({ rooms }: Hotel): Size | undefined {
  if (rooms === undefined) return undefined;
  if (rooms <= 10) return 'small';
  return rooms <= 20 ? 'medium' : 'large';
}

/**
 * Loads all hotels from the API.
 *
 * @throws Error with a readable message when the API gives no list
 */
export async function loadHotels(): Promise<readonly Hotel[]> {
  const response = await fetch('/api/hotels', {
    headers: { Accept: 'application/json' },
    signal: AbortSignal.timeout(15_000),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  // The API answers 404 with an empty list when there is no hotel.
  if (Array.isArray(answer) && (response.ok || response.status === 404)) return answer.flatMap(hotelOf);
  throw new Error(`the hotels' service answered ${response.status}`);
}

/** Reads a hotel of the API's answer; the result is empty when it has no name. */
function hotelOf(value: unknown): Hotel[] {
  if (typeof value !== 'object' || value === null) return [];
  const given = value as Readonly<Record<string, unknown>>;
  const text = (key: string): string => (typeof given[key] === 'string' ? given[key].trim() : '');
  const count = (key: string, most: number): number | undefined => {
    const number = given[key];
    return typeof number === 'number' && Number.isInteger(number) && number > 0 && number <= most
      ? number
      : undefined;
  };
  if (text('name') === '') return [];
  return [
    {
      name: text('name'),
      description: text('description'),
      city: text('city'),
      country: text('country'),
      photo: photoPath(text('photo')),
      price: count('price', 4),
      rooms: count('rooms', Number.MAX_SAFE_INTEGER),
      from: dayOfTime(given.availabilityFrom),
      to: dayOfTime(given.availabilityTo),
    },
  ];
}

/** Only pictures of this site are shown, so that a hotel's picture cannot track the visitors. */
function photoPath(photo: string): string | undefined {
  return /^\/photos\/[\w.-]+$/.test(photo) ? photo : undefined;
}
