import { Cluster } from '../local/cluster/cluster';
import { layoutOf } from '../local/cluster/layout';
import { Failure } from '../local/host/failure';
import { elapsed } from '../local/host/steps';
import { ensureToolchain } from '../local/toolchain/toolchain';
import { checkUser, exclusive, stackOf, type Context } from './context';
import { renderUrls } from './urls';

/** `npm run up`: builds the tools, starts the cluster and deploys the stack. */
export async function up(context: Context): Promise<number> {
  const { paths, steps, options } = context;
  checkUser('up');
  const since = Date.now();
  const release = exclusive(paths, 'up');
  try {
    const toolchain = await ensureToolchain(paths, steps, options);
    const layout = layoutOf(paths, toolchain);
    const cluster = new Cluster(layout, options);
    await cluster.up(steps);
    const stack = stackOf(layout, toolchain, options);
    await steps.step('Selecting the stack', () => stack.select());
    const state = await stack.up();
    options.signal?.throwIfAborted();
    if (state !== 0)
      throw new Failure('pulumi up failed, see above: fix the cause, then run `npm run up` again.');
    process.stdout.write(`\nUp in ${elapsed(Date.now() - since)}.\n\n${renderUrls(await stack.outputs())}`);
    process.stdout.write(
      '\nNext: npm test · npm run status · eval "$(npm run -s env)" for plain pulumi and kubectl\n',
    );
    return 0;
  } finally {
    release();
  }
}
