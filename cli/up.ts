import { Cluster } from '../local/cluster/cluster';
import { layoutOf } from '../local/cluster/layout';
import { Failure } from '../local/host/failure';
import { elapsed, type Steps } from '../local/host/steps';
import { ensureToolchain } from '../local/toolchain/toolchain';
import { staticAdmission } from '../policy/admission';
import { rules } from '../policy/rules';
import { driftNames, readDrift } from '../status/drift';
import { checkUser, exclusive, stackOf, type Context } from './context';
import { diagnosing } from './diagnosing';
import { deployAsPreviewed } from './deploying';
import { podsReady } from './ready';
import { driftLines } from './status-text';
import { STACK, type Stack } from './stack';
import { renderUrls } from './urls';

/** Loses data without a question. */
const LOSE_DATA = '--lose-data';

/**
 * Tells what is gone from the cluster or was changed by hand, and reads it into the state: the deployment that follows makes it
 * again or sets it back.
 */
async function setBack(cluster: Cluster, stack: Stack, steps: Steps): Promise<void> {
  const drift = await readDrift(cluster, await stack.resources());
  const objects = [...drift.gone, ...drift.altered];
  if (objects.length === 0) return;
  process.stdout.write(`Not as deployed, and mended now:\n${driftLines(driftNames(drift))}`);
  await steps.step('Refreshing the state of the stack', () => stack.refresh(objects.map(({ urn }) => urn)));
}

/**
 * Reads the arguments of `npm run up`.
 *
 * @returns whether data may be lost
 * @throws Failure when one is not known
 */
function upArguments(args: readonly string[]): boolean {
  const other = args.find((arg) => arg !== LOSE_DATA);
  if (other !== undefined)
    throw new Failure(`npm run up does not know ${other}. Usage: npm run up [-- ${LOSE_DATA}]`);
  return args.length > 0;
}

/**
 * `npm run up`: builds the tools, starts the cluster and deploys the stack as previewed. Without `--lose-data`, it asks before
 * data is lost.
 */
export async function up(context: Context, args: readonly string[] = []): Promise<number> {
  const loseData = upArguments(args);
  const { paths, steps, options } = context;
  checkUser('up');
  const since = Date.now();
  const release = exclusive(paths, 'up');
  try {
    const toolchain = await ensureToolchain(paths, steps, options);
    await diagnosing(STACK, context, async () => {
      const layout = layoutOf(paths, toolchain);
      const cluster = new Cluster(layout, options);
      await cluster.up(steps, staticAdmission(rules));
      const stack = stackOf(layout, toolchain, options);
      await steps.step('Selecting the stack', () => stack.select());
      await setBack(cluster, stack, steps);
      await deployAsPreviewed(STACK, stack.options, steps, loseData);
      const resources = await stack.resources();
      await steps.step('Waiting for the pods of the stack', (report) =>
        podsReady(cluster, resources, { report, signal: options.signal }),
      );
      process.stdout.write(`\nUp in ${elapsed(Date.now() - since)}.\n\n${renderUrls(await stack.outputs())}`);
      process.stdout.write(
        '\nNext: npm test · npm run status · eval "$(npm run -s env)" for plain pulumi and kubectl\n',
      );
    });
    return 0;
  } finally {
    release();
  }
}
