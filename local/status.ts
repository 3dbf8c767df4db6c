import { statSync } from 'node:fs';

import type { Cluster } from './cluster/cluster';
import { messageOf } from './failure';
import type { Outputs } from './stack';

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly status: {
    readonly phase?: string;
    readonly containerStatuses?: readonly {
      readonly ready: boolean;
      readonly restartCount: number;
      readonly state?: { waiting?: { reason?: string } };
    }[];
    readonly initContainerStatuses?: readonly {
      readonly state?: { running?: object; waiting?: { reason?: string } };
    }[];
  };
}

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

/** What is wrong with a pod, or how it is, in a word. */
function podState(pod: Pod): string {
  const waiting = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])]
    .map((container) => container.state?.waiting?.reason)
    .find((reason) => reason !== undefined && reason !== 'PodInitializing');
  if (waiting) return waiting;
  const ready = pod.status.containerStatuses?.every((container) => container.ready) ?? false;
  if (pod.status.initContainerStatuses?.some((container) => container.state?.running)) return 'preparing';
  return ready ? 'ready' : (pod.status.phase?.toLowerCase() ?? 'unknown');
}

/**
 * Shows the cluster's parts, each system's pods and the URLs.
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
    const selector = 'app.kubernetes.io/part-of=shared-keys';
    const { items } = JSON.parse(
      await cluster.kubectl(['get', 'pods', '-A', '-l', selector, '-o', 'json', '--request-timeout=5s']),
    ) as { items: Pod[] };
    const pods = items.map((pod) => {
      const restarts =
        pod.status.containerStatuses?.reduce((sum, container) => sum + container.restartCount, 0) ?? 0;
      const system = pod.metadata.labels?.['app.kubernetes.io/name'] ?? '';
      return [
        system,
        `${pod.metadata.namespace}/${pod.metadata.name}`,
        podState(pod),
        `${restarts} restarts`,
      ];
    });
    well &&= items.length > 0 && pods.every(([, , state]) => state === 'ready');
    text += `\nPods\n${pods.length > 0 ? table(pods) : '  (none: nothing is deployed)\n'}`;
  } catch (error) {
    return { text: `${text}\nThe API server does not answer: ${messageOf(error)}\n`, well: false };
  }
  return { text: `${text}\nURLs\n${renderUrls(await outputs())}`, well };
}
