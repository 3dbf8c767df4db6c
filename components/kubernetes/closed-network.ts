import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

import { isIPv6 } from 'node:net';

import type { Flow, FlowEnd, Peer } from './flows';
import { standardLabels } from './labels';

type PolicyPeer = k8s.types.input.networking.v1.NetworkPolicyPeer;
type PolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;

/** The arguments of a {@link ClosedNetwork}. */
export interface ClosedNetworkArgs {
  /** The namespace; it must exist. */
  readonly namespace: pulumi.Input<string>;
  /** The name and instance for the labels of the policies. */
  readonly identity: { readonly name: string; readonly instance: string };
  /** The connections that are allowed; all others are refused. */
  readonly flows: readonly Flow[];
}

/**
 * The NetworkPolicies of a namespace: one for each flow, and one that refuses everything else, from and to all pods.
 *
 * Workloads depend on it, so that no pod starts before its flows are allowed. In a running namespace the flows come first, and what
 * refuses the rest comes last: no connection is cut in between. A flow that is no longer needed goes after the pods that used it,
 * since Pulumi deletes at the end; for that, flows with other ports have other names.
 *
 * The kubelet asks its probes from the node. Network plugins let the node reach its own pods, whatever the policies say.
 */
export class ClosedNetwork extends pulumi.ComponentResource {
  /**
   * @param name - the prefix of the resources
   * @param args - the namespace, and what is allowed in it
   * @param opts - the options of the component
   */
  constructor(name: string, args: ClosedNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:ClosedNetwork', name, {}, opts);

    const child = { parent: this };
    const policy = (of: string, spec: PolicySpec, dependsOn: pulumi.Resource[]) =>
      new k8s.networking.v1.NetworkPolicy(
        `${name}-${of}`,
        {
          metadata: {
            name: of,
            namespace: args.namespace,
            labels: standardLabels({ ...args.identity, component: 'network' }),
          },
          spec,
        },
        { ...child, dependsOn },
      );
    const allowed = args.flows.map((flow) => policy(flow.name, specOf(flow), []));
    policy('default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }, allowed);
    this.registerOutputs({});
  }
}

function specOf({ pods, direction, ends }: Flow): PolicySpec {
  const podSelector = { matchLabels: { ...pods } };
  const rules = pulumi.output(ends);
  return direction === 'from'
    ? {
        podSelector,
        policyTypes: ['Ingress'],
        ingress: rules.apply((all) =>
          all.map((end) => ({ ...portsOf(end), ...(end.peer && { from: [peerOf(end.peer)] }) })),
        ),
      }
    : {
        podSelector,
        policyTypes: ['Egress'],
        egress: rules.apply((all) =>
          all.map((end) => ({ ...portsOf(end), ...(end.peer && { to: [peerOf(end.peer)] }) })),
        ),
      };
}

function portsOf({ ports }: FlowEnd) {
  return ports && { ports: ports.map(({ number, protocol }) => ({ port: number, protocol })) };
}

function peerOf(peer: Peer): PolicyPeer {
  if ('pods' in peer) return { podSelector: { matchLabels: { ...peer.pods } } };
  if ('namespace' in peer)
    return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.namespace } } };
  return { ipBlock: { cidr: `${peer.address}/${isIPv6(peer.address) ? 128 : 32}` } };
}
