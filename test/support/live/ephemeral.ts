import assert from 'node:assert/strict';

import { hardenedContainer } from '../../../components/kubernetes/pod-security';
import type { Container } from '../kubernetes';
import { eventually } from './conditions';
import type { Workload } from './workload';

/** A container to add to a running pod. */
export interface EphemeralContainer extends Pick<Container, 'name' | 'image' | 'command' | 'volumeMounts'> {
  /** The container whose processes it can see; default: none. */
  readonly targetContainerName?: string;
}

/**
 * Runs a command in an ephemeral container that is added to a pod, for pods whose containers have no shell. The container
 * cannot be removed from the pod, so use it only for pods of throwaway stacks.
 *
 * @returns the output of the command
 * @throws Failure unless the command succeeds within 60 s
 */
export async function runBeside(
  workload: Workload,
  pod: string,
  container: EphemeralContainer,
): Promise<string> {
  const path = `/api/v1/namespaces/${workload.namespace}/pods/${pod}/ephemeralcontainers`;
  const found = await workload.readPod(pod);
  const { ephemeralContainers = [] } = found.spec;
  const added = { ...container, securityContext: hardenedContainer() };
  await workload.cluster.kubectl(
    ['replace', '--raw', path, '--filename=-'],
    JSON.stringify({
      ...found,
      spec: { ...found.spec, ephemeralContainers: [...ephemeralContainers, added] },
    }),
  );
  await eventually(`${container.name} has run in ${pod}`, async () => {
    const statuses = (await workload.readPod(pod)).status.ephemeralContainerStatuses;
    const status = statuses?.find(({ name }) => name === container.name);
    assert.equal(status?.state?.terminated?.exitCode, 0, JSON.stringify(status));
  });
  return workload.logs(pod, container.name);
}
