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

/** How long pods may take to be ready again. Those that were not ready before must not hold the user up for longer. */
const TIMEOUT_MS = 90_000;

/**
 * Waits until every pod that the API knows is ready in truth. After a stop, what the API says of a pod is what it was
 * before, so each container that is said to run must be one that containerd runs.
 *
 * Pods that are not ready in time are left to whoever asks for them: this never fails.
 */
export async function waitForPods(layout: Layout, options: CommandOptions, report: Report): Promise<void> {
  const kubectl = join(layout.bins.kubernetes, 'kubectl');
  let waiting: string[] = [];
  try {
    const signal = options.signal ? { signal: options.signal } : {};
    await waitFor({ what: 'pods ready', timeout: TIMEOUT_MS, interval: 500, ...signal }, async () => {
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
  // One that is to run for good is told to have succeeded for a moment, when a stop has ended it well.
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
