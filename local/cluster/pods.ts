import { join } from 'node:path';

import { run, type CommandOptions } from '../host/command';
import type { Report } from '../host/steps';
import { waitFor } from '../host/wait';
import { debianBinary, type Layout } from './layout';

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly restartPolicy?: string };
  readonly status: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly containerID?: string }[];
  };
}

/** How long to wait for pods, in milliseconds. Pods that were not ready before the stop may never become ready. */
const TIMEOUT_MS = 90_000;

/**
 * Waits until all pods are ready. After a restart of the cluster the API still has the pod statuses from before the
 * stop, so every container in a status must also be running in containerd.
 *
 * The timeout of 90 s is not an error: the pods that are not ready are reported.
 */
export async function waitForPods(layout: Layout, options: CommandOptions, report: Report): Promise<void> {
  const kubectl = join(layout.bins.kubernetes, 'kubectl');
  let waiting: string[] = [];
  try {
    const signal = options.signal ? { signal: options.signal } : {};
    await waitFor({ what: 'all pods are ready', timeout: TIMEOUT_MS, interval: 500, ...signal }, async () => {
      const listed = await run(
        kubectl,
        ['--kubeconfig', layout.kubeconfig, 'get', 'pods', '-A', '-o', 'json', '--request-timeout=10s'],
        options,
      );
      const { items } = JSON.parse(listed) as { items: Pod[] };
      const running = items.length > 0 ? await runningContainers(layout, options) : new Set<string>();
      waiting = items
        .filter((pod) => !isReady(pod, running))
        .map((pod) => `${pod.metadata.namespace}/${pod.metadata.name}`);
      report(`${items.length - waiting.length} of ${items.length} ready`);
      return waiting.length === 0 ? true : undefined;
    });
  } catch {
    options.signal?.throwIfAborted();
    report(`not ready: ${waiting.join(', ')}`);
  }
}

function isReady(pod: Pod, running: ReadonlySet<string>): boolean {
  // After a clean stop, a long-running pod is briefly reported as Succeeded.
  if (pod.status.phase === 'Succeeded' && pod.spec.restartPolicy !== 'Always') return true;
  const ready =
    pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  const statuses = pod.status.containerStatuses ?? [];
  return (
    ready &&
    statuses.every(({ containerID }) => running.has(containerID?.replace(/^containerd:\/\//, '') ?? ''))
  );
}

async function runningContainers(layout: Layout, options: CommandOptions): Promise<Set<string>> {
  const args = ['--address', layout.containerdSocket, '--namespace', 'k8s.io', 'tasks', 'list'];
  const lines = (await run(debianBinary(layout, 'ctr'), args, options)).split('\n');
  return new Set(lines.filter((line) => line.includes('RUNNING')).map((line) => line.split(/\s+/)[0] ?? ''));
}
