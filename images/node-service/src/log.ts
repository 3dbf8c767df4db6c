/** The severity of a log line. */
export type Level = 'info' | 'warn' | 'error';

/**
 * Writes one JSON line to stdout.
 *
 * @param level - the severity
 * @param message - one sentence for a person
 * @param details - further fields of the line; they must not contain a secret. Default: none
 */
export function log(level: Level, message: string, details: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...details })}\n`);
}
