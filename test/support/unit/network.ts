import assert from 'node:assert/strict';

import type * as pulumi from '@pulumi/pulumi';

import type { RecordedResource, Recording } from './recording';

interface Rule {
  readonly from?: readonly object[];
  readonly to?: readonly object[];
  readonly ports?: readonly { readonly port: number; readonly protocol: string }[];
}

/** Each NetworkPolicy but that which refuses the rest: its name, and a line for each end that it allows. */
export function flowsIn(recording: Recording): Readonly<Record<string, readonly string[]>> {
  const policies = recording.all('kubernetes:networking.k8s.io/v1:NetworkPolicy');
  const denying = policies.filter(({ inputs }) => inputs.metadata.name === 'default-deny');
  assert.equal(denying.length, 1, 'one policy refuses the rest');
  return Object.fromEntries(
    policies
      .filter((one) => one !== denying[0])
      .map(({ inputs: { metadata, spec } }) => [
        metadata.name as string,
        ((spec.ingress ?? spec.egress) as Rule[]).map(lineOf),
      ]),
  );
}

function lineOf({ from, to, ports = [] }: Rule): string {
  const peers = (from ?? to ?? ['anybody']).map((peer) =>
    typeof peer === 'string' ? peer : JSON.stringify(peer),
  );
  const numbers = ports.map(({ port, protocol }) => `${protocol} ${port}`).join(', ');
  return `${peers.join(', ')} at ${numbers === '' ? 'all ports' : numbers}`;
}

/** The labels by which a NetworkPolicy selects pods. */
export function selectedBy(recording: Recording, resource: string): unknown {
  return recording.one('kubernetes:networking.k8s.io/v1:NetworkPolicy', resource).inputs.spec.podSelector
    .matchLabels;
}

/** Whether a resource is made only after the whole network of its component. */
export function isMadeAfterNetwork(
  recording: Recording,
  resource: Pick<RecordedResource, 'type' | 'name'>,
): boolean {
  const { dependsOn } = recording.optionsOf({ ...resource, inputs: {}, provider: '' });
  return ((dependsOn ?? []) as pulumi.Resource[]).some((one) => one.constructor.name === 'ClosedNetwork');
}
