import { Cluster } from '../local/cluster/cluster';
import { checkUser, exclusive, layoutWithoutTools, type Context } from './context';
import { forgetStack, STACK } from './stack';

/** `npm run reset`: stops the cluster, and removes its data and the stack's state. */
export async function reset({ paths, steps, options }: Context): Promise<number> {
  checkUser('reset');
  const release = exclusive(paths, 'reset');
  try {
    const cluster = new Cluster(await layoutWithoutTools(paths, options), options);
    await steps.step('Stopping the cluster', () => cluster.down());
    const forgotten = await steps.step(`Removing its data and the state of ${STACK}`, () => {
      // The state goes first: state without its cluster would make the next `up` fail.
      const known = forgetStack(paths, process.env);
      cluster.removeData();
      return known;
    });
    if (!forgotten)
      steps.note(
        `The state of ${STACK} is in your own backend: run \`pulumi refresh\` to bring it up to date.`,
      );
    return 0;
  } finally {
    release();
  }
}
