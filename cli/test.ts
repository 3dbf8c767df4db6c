import { layoutOf } from '../local/cluster/layout';
import { runTests } from '../test/runner/run';
import { builtToolchain, checkUser, type Context } from './context';
import { stackEnvironment } from './stack';
import { up } from './up';

/** `npm test`: runs the tests. Before live tests, it starts the cluster and deploys the stack. */
export async function test(context: Context, args: readonly string[]): Promise<number> {
  return runTests(context, args, async () => {
    checkUser('test');
    await up(context);
    const toolchain = await builtToolchain(context);
    return stackEnvironment(layoutOf(context.paths, toolchain), toolchain, process.env);
  });
}
