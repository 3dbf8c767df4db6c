import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { RECORD, type Door, type StackRecord } from '../../../manifests/record';
import type { Cluster } from './cluster';
import { eventually } from './conditions';
import type { Outputs } from './outputs';
import type { StackUnderTest } from './pulumi';

interface Service {
  readonly spec: { readonly ports: readonly { readonly port: number; readonly nodePort?: number }[] };
  readonly status: {
    readonly loadBalancer: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  };
}

/** What kubectl has applied from a folder of manifests. It is found without Pulumi. */
export class AppliedStack implements StackUnderTest {
  readonly config = {};

  private constructor(
    private readonly folder: string,
    private readonly cluster: Cluster,
    readonly outputs: Outputs,
  ) {}

  /**
   * Finds what was applied, and waits until its services have addresses.
   *
   * @param folder - what `npm run manifests` made
   * @param cluster - where it was applied
   * @throws Error when the folder was not made so, or is not applied
   */
  static async read(folder: string, cluster: Cluster): Promise<AppliedStack> {
    return new AppliedStack(folder, cluster, await outputsOf(folder, cluster));
  }

  /** The current outputs, with the addresses that the services have now. */
  readonly readOutputs = (): Promise<Outputs> => outputsOf(this.folder, this.cluster);

  /** Fails unless kubectl would change nothing. */
  readonly expectNoChanges = async (): Promise<void> => {
    const { status, stdout, stderr } = await this.cluster.tryKubectl(['diff', '--kustomize', this.folder]);
    assert.equal(status, 0, `kubectl would change what is applied:\n${stdout}\n${stderr}`);
  };
}

async function outputsOf(folder: string, cluster: Cluster): Promise<Outputs> {
  const { outputs, doors } = JSON.parse(readFileSync(join(folder, RECORD), 'utf8')) as StackRecord;
  const urls = await Promise.all(
    Object.entries(doors).map(async ([server, door]) => [server, await urlOf(door, cluster)] as const),
  );
  return { ...outputs, urls: Object.fromEntries(urls) };
}

function urlOf({ namespace, service, host }: Door, cluster: Cluster): Promise<string> {
  return eventually(`${namespace}/${service} has an address`, async () => {
    const { spec, status } = await cluster.read<Service>(
      `/api/v1/namespaces/${namespace}/services/${service}`,
    );
    const [port] = spec.ports;
    assert.ok(port);
    if (host !== undefined) return `http://${host}:${port.nodePort}`;
    const [ingress] = status.loadBalancer.ingress ?? [];
    const address = ingress?.ip ?? ingress?.hostname;
    assert.ok(address);
    return `http://${address}:${port.port}`;
  });
}
