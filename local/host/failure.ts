/**
 * An error that the user can act on. It is printed as one line, without a stack trace.
 *
 * @param message - what is wrong and how to fix it, in one line.
 */
export class Failure extends Error {
  override readonly name: string = 'Failure';
}

/** An error that retrying cannot fix: `waitFor` gives up at once. */
export class PermanentFailure extends Failure {}

/** The user stopped the command with a signal. */
export class Interrupted extends Failure {
  constructor(readonly signal: NodeJS.Signals) {
    super(`stopped by ${signal}; run the same command again to continue.`);
  }
}

/** The message of a thrown value, which need not be an Error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether an error has the given system error code, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
