/** How much a log line matters. */
export type Level = 'info' | 'warn' | 'error';

/** Writes one JSON line to stdout; `details` is part of the line. */
export function log(level: Level, message: string, details: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...details })}\n`);
}
