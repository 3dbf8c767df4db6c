/**
 * A fault that the person at the terminal can act on. It is printed as one line, without a stack trace.
 *
 * @param message - what is wrong and the way out, in one line.
 */
export class Failure extends Error {
  override readonly name: string = 'Failure';
}

/** A fault that waiting cannot mend: whoever waits for a condition gives up. */
export class PermanentFailure extends Failure {}

/** No fault: a signal asked for the end. */
export class Interrupted extends Failure {
  constructor(readonly signal: NodeJS.Signals) {
    super(`stopped by ${signal}; run the same command again to go on.`);
  }
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether a file-system error is of the given code, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
