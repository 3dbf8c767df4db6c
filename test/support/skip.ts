/**
 * Skips a test, or called in a `before` hook all tests of its suite.
 *
 * @param context - the `this` of the test or the hook
 * @param reason - why, for the summary of `npm test`: the reporter reads it from the skipped test or its suite
 */
export function skip(context: Mocha.Context, reason: string): never {
  // Mocha's types leave out what tells a hook from a test.
  const runnable = context.test as (Mocha.Runnable & { readonly type?: string }) | undefined;
  Object.assign((runnable?.type === 'hook' ? runnable.parent : runnable) ?? {}, { skipReason: reason });
  return context.skip();
}
