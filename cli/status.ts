import { statSync } from 'node:fs';

import { Cluster } from '../local/cluster/cluster';
import { layoutOf } from '../local/cluster/layout';
import { messageOf } from '../local/host/failure';
import { builtToolchain, checkUser, stackOf, type Context } from './context';
import type { Outputs } from './stack';
import { table } from './table';
import { renderUrls } from './urls';
import { readSystems } from './workloads';

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/**
 * Describes the state of the parts of the cluster, the systems, their pods and the URLs.
 *
 * @param outputs - reads the outputs of the stack.
 * @returns the text, and whether all parts run and all pods are ready.
 */
export async function renderStatus(
  cluster: Cluster,
  outputs: () => Promise<Outputs>,
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
    const { systems, pods, well: deployed } = await readSystems(cluster);
    well &&= deployed;
    text += `\nSystems\n${systems.length > 0 ? table(systems) : '  (none: nothing is deployed)\n'}`;
    if (pods.length > 0) text += `\nPods\n${table(pods)}`;
  } catch (error) {
    return { text: `${text}\nThe API server does not answer: ${messageOf(error)}\n`, well: false };
  }
  return { text: `${text}\nURLs\n${renderUrls(await outputs())}`, well };
}

/** `npm run status`: prints the state. The exit status is 1 when a part does not run or a pod is not ready. */
export async function status(context: Context): Promise<number> {
  checkUser('status');
  const toolchain = await builtToolchain(context);
  const layout = layoutOf(context.paths, toolchain);
  const { text, well } = await renderStatus(new Cluster(layout, context.options), () =>
    stackOf(layout, toolchain, context.options).outputs(),
  );
  process.stdout.write(text);
  return well ? 0 : 1;
}
