import { Cluster } from '../local/cluster/cluster';
import { checkUser, exclusive, layoutWithoutTools, type Context } from './context';
import { forgetStack, STACK } from './stack';

/** `npm run reset`: stops the cluster, and deletes its data and the state of the stack. */
export async function reset({ paths, steps, options }: Context): Promise<number> {
  checkUser('reset');
  const release = exclusive(paths, 'reset');
  try {
    const cluster = new Cluster(await layoutWithoutTools(paths, options), options);
    await steps.step('Stopping the cluster', () => cluster.down());
    const forgotten = await steps.step(`Deleting its data and the state of ${STACK}`, () => {
      // The state first: the next `up` would fail with the state of a cluster that no longer exists.
      const known = forgetStack(paths, process.env);
      cluster.removeData();
      return known;
    });
    if (!forgotten)
      steps.note(
        `The state of ${STACK} is in your own backend and was not deleted: run \`pulumi refresh\` to update it.`,
      );
    return 0;
  } finally {
    release();
  }
}
