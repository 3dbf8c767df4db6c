import { Cluster } from '../local/cluster/cluster';
import { checkUser, exclusive, layoutWithoutTools, type Context } from './context';

/** `npm run down`: stops the cluster and keeps its data. */
export async function down({ paths, steps, options }: Context): Promise<number> {
  checkUser('down');
  const release = exclusive(paths, 'down');
  try {
    const cluster = new Cluster(await layoutWithoutTools(paths, options), options);
    await steps.step('Stopping the cluster', () => cluster.down());
    process.stderr.write('Its data is kept: `npm run up` starts it again, `npm run reset` deletes it.\n');
    return 0;
  } finally {
    release();
  }
}
