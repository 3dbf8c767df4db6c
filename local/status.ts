import { statSync } from 'node:fs';

import type { Cluster } from './cluster/cluster';
import { messageOf } from './failure';
import type { Outputs } from './stack';
import { readSystems } from './systems';

/** Rows of text in columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, i) =>
    Math.max(...rows.map((row) => row[i]?.length ?? 0)),
  );
  return rows
    .map(
      (row) =>
        `  ${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/** The systems' addresses, a line each. */
export function renderUrls(outputs: Outputs): string {
  const urls = Object.entries((outputs.urls ?? {}) as Readonly<Record<string, string>>);
  return urls.length > 0 ? table(urls) : '  (no URLs: nothing is deployed)\n';
}

/**
 * Shows the cluster's parts, how each system is, its pods and the URLs.
 *
 * @returns the text, and whether everything is as it should be.
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
    text += '\nNot all parts run: `npm run up` starts the others, `npm run logs PART` tells why one ended.\n';
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
