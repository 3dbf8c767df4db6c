import { statSync } from 'node:fs';

import { Cluster } from '../local/cluster/cluster';
import { layoutOf } from '../local/cluster/layout';
import { messageOf } from '../local/host/failure';
import { builtToolchain, checkUser, stackOf, type Context } from './context';
import { readDrift, renderDrift } from './local-drift';
import type { Stack } from './stack';
import { table } from './table';
import { renderUrls } from './urls';
import { readSystems } from './workloads';

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/**
 * Describes the state of the parts of the cluster, the systems, their pods and the URLs.
 *
 * @param stack - whose state is compared with the cluster, and whose outputs are shown
 * @returns the text, and whether all parts run, all pods are ready, and nothing of the stack is gone or changed by hand
 */
export async function renderStatus(
  cluster: Cluster,
  stack: Pick<Stack, 'outputs' | 'resources'>,
): Promise<{ text: string; well: boolean }> {
  const parts = cluster.parts();
  const rows = parts.map(({ name, pid, memory }) => {
    if (pid === undefined) return [name, 'not running', '', ''];
    return [name, 'running', `pid ${pid}`, mebibytes(memory)];
  });
  const running = parts.filter(({ pid }) => pid !== undefined);
  const memory = parts.reduce((sum, part) => sum + part.memory, 0);
  let text = `Cluster (${mebibytes(memory)} resident)\n${table(rows)}`;
  if (running.length === 0)
    return { text: `${text}\nThe cluster is stopped: \`npm run up\` starts it.\n`, well: false };
  let well = running.length === parts.length;
  if (!well)
    text +=
      '\nSome parts do not run: `npm run up` starts them, `npm run logs PART` shows why one has exited.\n';
  if (!statSync(cluster.layout.kubeconfig, { throwIfNoEntry: false })) return { text, well: false };
  try {
    const [{ systems, pods, well: deployed }, drift] = await Promise.all([
      readSystems(cluster),
      stack.resources().then((resources) => readDrift(cluster, resources)),
    ]);
    const differences = renderDrift(drift);
    well &&= deployed && differences === '';
    text += `\nSystems\n${systems.length > 0 ? table(systems) : '  (none: nothing is deployed)\n'}`;
    if (pods.length > 0) text += `\nPods\n${table(pods)}`;
    if (differences !== '') text += `\nNot as deployed: \`npm run up\` mends it\n${differences}`;
  } catch (error) {
    return { text: `${text}\nThe API server does not answer: ${messageOf(error)}\n`, well: false };
  }
  return { text: `${text}\nURLs\n${renderUrls(await stack.outputs())}`, well };
}

/** `npm run status`: prints the state. The exit status is 1 when a part does not run, a pod is not ready, or something is not as deployed. */
export async function status(context: Context): Promise<number> {
  checkUser('status');
  const toolchain = await builtToolchain(context);
  const layout = layoutOf(context.paths, toolchain);
  const { text, well } = await renderStatus(
    new Cluster(layout, context.options),
    stackOf(layout, toolchain, context.options),
  );
  process.stdout.write(text);
  return well ? 0 : 1;
}
