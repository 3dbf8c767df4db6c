import { runBenchmark } from '../bench/run';
import { layoutOf } from '../local/cluster/layout';
import { builtToolchain, stackOf, type Context } from './context';
import { down } from './down';
import { stackEnvironment } from './stack';
import { up } from './up';

/** `npm run bench`: measures the running stack, and how long the cluster takes to stop and start. */
export async function bench(context: Context): Promise<number> {
  await up(context);
  const toolchain = await builtToolchain(context);
  const layout = layoutOf(context.paths, toolchain);
  const variables = stackEnvironment(layout, toolchain, process.env);
  const { urls, ...systems } = await stackOf(layout, toolchain, context.options).outputs();
  await runBenchmark({
    layout,
    options: { ...context.options, cwd: context.paths.project, env: { ...process.env, ...variables } },
    // The program, which has a list of the systems, is not loaded: Pulumi would take a second at every command.
    systems: Object.keys(systems).filter((name) => name !== 'deployed'),
    urls: (urls ?? {}) as Readonly<Record<string, string>>,
    down: () => down(context),
    up: () => up(context),
  });
  return 0;
}
