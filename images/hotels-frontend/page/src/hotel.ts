import { dayOfTime, type Day } from './dates.js';

/** A hotel as the page shows it: what the API gave, checked. */
export interface Hotel {
  readonly name: string;
  readonly description: string;
  readonly city: string;
  readonly country: string;
  /** A path of this site, or undefined when there is none that may be shown. */
  readonly photo: string | undefined;
  /** From 1 to 4, or undefined when it is not known. */
  readonly price: number | undefined;
  readonly rooms: number | undefined;
  readonly from: Day | undefined;
  readonly to: Day | undefined;
}

/** Sizes by their rooms. */
export type Size = 'small' | 'medium' | 'large';

/** How large a hotel is, unless nobody knows. */
export function sizeOf({ rooms }: Hotel): Size | undefined {
  if (rooms === undefined) return undefined;
  if (rooms <= 10) return 'small';
  return rooms <= 20 ? 'medium' : 'large';
}

/**
 * Asks the API for all hotels.
 *
 * @throws Error, with a message for a person, when there is no list
 */
export async function loadHotels(): Promise<readonly Hotel[]> {
  const response = await fetch('/api/hotels', {
    headers: { Accept: 'application/json' },
    signal: AbortSignal.timeout(15_000),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  // Without a hotel the API answers 404, and yet with a list.
  if (Array.isArray(answer) && (response.ok || response.status === 404)) return answer.flatMap(hotelOf);
  throw new Error(`the hotels' service answered ${response.status}`);
}

/** Reads one hotel of the API's answer; none when it has not even a name. */
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

/** Only pictures of this site are shown: nobody who adds a hotel learns who looks at it. */
function photoPath(photo: string): string | undefined {
  return /^\/photos\/[\w.-]+$/.test(photo) ? photo : undefined;
}
