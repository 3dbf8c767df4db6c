import { Failure } from '../local/host/failure';
import type { Context } from './context';
import { diagnosisText } from './diagnosing';
import { STACK } from './stack';

/** `npm run diagnose`: writes down what tells why a stack is not well, and shows the lines that matter most. */
export async function diagnose(context: Context, args: readonly string[]): Promise<number> {
  const [stack = STACK, ...more] = args;
  if (more.length > 0 || stack.startsWith('-')) throw new Failure('Usage: npm run diagnose [-- STACK]');
  const text = await context.steps.step(`Asking the cluster of ${stack}`, () =>
    diagnosisText(stack, context),
  );
  process.stdout.write(text);
  return 0;
}
