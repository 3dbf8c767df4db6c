/** What a line that tells of a failure has in it. */
const telling =
  /error|fatal|fail|denied|refused|no space|is full|cannot|can't|could not|not found|no such|panic|exception|invalid|missing|timed out|empty/i;
/** How many lines from the end are looked at: what was said long before is not the cause. */
const LOOKED_AT = 50;
/** A longer line is cut in its middle: it begins with what failed and often ends with why. */
const LONGEST = 300;
const BEGINNING = 120;
/** The time that kubectl puts before each line. */
const time = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+) /;

/**
 * The line of a log that most likely tells why its program failed: the last one that sounds like a failure, or else the last one.
 *
 * @param log - the end of the log, with or without the times that kubectl puts before its lines
 * @returns undefined when the log is empty
 */
export function tellingLine(log: string): string | undefined {
  const lines = log
    .split('\n')
    .map((line) => line.replace(time, '').trim())
    .filter((line) => line !== '')
    .slice(-LOOKED_AT)
    .map(messageIn);
  const line = lines.findLast((one) => telling.test(one)) ?? lines.at(-1);
  return line === undefined ? undefined : oneLine(line);
}

/** A text in one line of at most 300 characters. */
export function oneLine(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' · ');
  if (line.length <= LONGEST) return line;
  return `${line.slice(0, BEGINNING)}…${line.slice(BEGINNING + 1 - LONGEST)}`;
}

/** The message of a log line in JSON, with its error; any other line as it is. */
function messageIn(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const parsed = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const texts = ['message', 'msg', 'error', 'err', 'reason']
      .map((field) => parsed[field])
      .filter((value) => typeof value === 'string');
    return texts.length === 0 ? line : [...new Set(texts)].join(': ');
  } catch {
    return line;
  }
}
