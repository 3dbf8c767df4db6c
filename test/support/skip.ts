/**
 * Skips a test. In a `before` hook it skips all tests of the suite.
 *
 * @param context - `this` of the test or the hook
 * @param reason - the reason, which the reporter prints in the summary of `npm test`
 */
export function skip(context: Mocha.Context, reason: string): never {
  // The types of Mocha do not declare `type`, which distinguishes a hook from a test.
  const runnable = context.test as (Mocha.Runnable & { readonly type?: string }) | undefined;
  Object.assign((runnable?.type === 'hook' ? runnable.parent : runnable) ?? {}, { skipReason: reason });
  return context.skip();
}
