import { layoutOf } from '../local/cluster/layout';
import { runTests } from '../test/runner/run';
import { builtToolchain, checkUser, type Context } from './context';
import { diagnosisText } from './diagnosing';
import { STACK, stackEnvironment } from './stack';
import { up } from './up';

/** `npm test`: runs the tests. Before live tests, it starts the cluster and deploys the stack. */
export async function test(context: Context, args: readonly string[]): Promise<number> {
  const deployed = { live: false };
  const status = await runTests(context, args, async () => {
    checkUser('test');
    await up(context);
    deployed.live = true;
    const toolchain = await builtToolchain(context);
    return stackEnvironment(layoutOf(context.paths, toolchain), toolchain, process.env);
  });
  // Also when it was no live test that failed: it does not say which, and a diagnosis takes seconds.
  if (deployed.live && status !== 0) process.stderr.write(await diagnosisText(STACK, context));
  return status;
}
