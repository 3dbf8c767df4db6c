const MS_PER_DAY = 86_400_000;
/** The years that a date field and a person can read. */
const LAST_DAY = Math.floor(Date.UTC(9999, 11, 31) / MS_PER_DAY);

/** A day of the calendar, as the days since 1970. Hotels and guests mean days, wherever either is. */
export type Day = number;

const form = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** The day of a time in ms since 1970, or undefined when that is none. */
export function dayOfTime(ms: unknown): Day | undefined {
  if (typeof ms !== 'number' || !Number.isFinite(ms)) return undefined;
  const day = Math.floor(ms / MS_PER_DAY);
  return day >= 0 && day <= LAST_DAY ? day : undefined;
}

/** The day that a date field holds, such as 2027-03-01, or undefined when it is empty or no date. */
export function dayOfField(value: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const day = dayOfTime(Date.parse(`${value}T00:00:00Z`));
  return day !== undefined && fieldOfDay(day) === value ? day : undefined;
}

/** The day as a date field holds it. */
export function fieldOfDay(day: Day): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** The day as a person reads it. */
export function readable(day: Day): string {
  return form.format(day * MS_PER_DAY);
}
