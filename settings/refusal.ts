import * as pulumi from '@pulumi/pulumi';

/**
 * An error that ends the program with its message alone.
 *
 * @param message - one line for each mistake
 */
export function refusal(message: string): pulumi.RunError {
  return withoutStack(new pulumi.RunError(message));
}

/** Removes the stack trace of an error that is printed without it: Pulumi formats it all the same, which takes 20 s of a processor. */
export function withoutStack<E extends Error>(error: E): E {
  error.stack = error.message;
  return error;
}
