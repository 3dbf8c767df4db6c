import { layoutOf } from '../local/cluster/layout';
import { runTests } from '../test/runner/run';
import { builtToolchain, checkUser, type Context } from './context';
import { stackEnvironment } from './stack';
import { up } from './up';

/** `npm test`: runs the tests; brings the stack up first when the live tests are among them. */
export async function test(context: Context, args: readonly string[]): Promise<number> {
  return runTests(context, args, async () => {
    checkUser('test');
    await up(context);
    const toolchain = await builtToolchain(context);
    return stackEnvironment(layoutOf(context.paths, toolchain), toolchain, process.env);
  });
}
