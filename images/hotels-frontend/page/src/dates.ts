const MS_PER_DAY = 86_400_000;
/** The last day of the year 9999: a date field cannot show later ones. */
const LAST_DAY = Math.floor(Date.UTC(9999, 11, 31) / MS_PER_DAY);

/** A calendar day, as the number of days since 1970-01-01. It has no time zone. */
export type Day = number;

const form = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** The day, in UTC, of a time in milliseconds since 1970; undefined unless it is a number from 1970 to 9999. */
export function dayOfTime(ms: unknown): Day | undefined {
  if (typeof ms !== 'number' || !Number.isFinite(ms)) return undefined;
  const day = Math.floor(ms / MS_PER_DAY);
  return day >= 0 && day <= LAST_DAY ? day : undefined;
}

/** The day of a date field's value, such as 2027-03-01; undefined when it is empty or not a date. */
export function dayOfField(value: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const day = dayOfTime(Date.parse(`${value}T00:00:00Z`));
  return day !== undefined && fieldOfDay(day) === value ? day : undefined;
}

/** The day as the value of a date field, such as 2027-03-01. */
export function fieldOfDay(day: Day): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** The day for display, such as 1 Mar 2027. */
export function readable(day: Day): string {
  return form.format(day * MS_PER_DAY);
}
