import { isDeepStrictEqual } from 'node:util';

import { goodNetworkPolicy } from '../examples';
import type { Manifest } from '../rule';
import type { StackResource, StackRule } from '../stack-rule';

interface Shape {
  readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown };
  readonly spec?: {
    readonly podSelector?: unknown;
    readonly policyTypes?: readonly unknown[];
    readonly ingress?: readonly unknown[];
    readonly egress?: readonly unknown[];
  };
}

const shapeOf = ({ props }: StackResource): Shape => props;

/** Whether a NetworkPolicy refuses all connections from and to all pods of its namespace. */
function deniesAll({ spec = {} }: Shape): boolean {
  const { podSelector, policyTypes = [], ingress = [], egress = [] } = spec;
  return (
    isDeepStrictEqual(podSelector, {}) &&
    ['Ingress', 'Egress'].every((type) => policyTypes.includes(type)) &&
    ingress.length + egress.length === 0
  );
}

const namespace: StackResource = {
  type: 'kubernetes:core/v1:Namespace',
  name: 'search-namespace',
  props: { metadata: { name: 'search' } },
};

function policy(spec: Manifest): StackResource {
  const type = 'kubernetes:networking.k8s.io/v1:NetworkPolicy';
  return { type, name: 'search-network-default-deny', props: goodNetworkPolicy(spec) };
}

const deny = policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const flow = policy((goodNetworkPolicy() as { spec: Manifest }).spec);
const wrong = 'the namespace has no NetworkPolicy that refuses all connections by default';

/** A NetworkPolicy in every namespace that refuses what no other one allows. */
export const closedNamespaces: StackRule = {
  name: 'closed-namespaces',
  why: 'A pod that no policy selects can connect to everything and be reached by all (Kubernetes, Network Policies: default).',
  wrong,
  judge: ({ resources }) => {
    const closed = resources
      .filter(({ type }) => type.endsWith(':NetworkPolicy'))
      .map(shapeOf)
      .filter(deniesAll)
      .map(({ metadata }) => metadata?.namespace);
    return resources
      .filter(({ type }) => type === 'kubernetes:core/v1:Namespace')
      .filter((one) => !closed.includes(shapeOf(one).metadata?.name))
      .map(({ name }) => ({
        resource: name,
        message: wrong,
        remedy: 'make a `ClosedNetwork` in it, with the connections that it needs',
      }));
  },
  good: [{ resources: [namespace, deny, flow] }],
  bad: [
    { what: 'there is no policy but that of a flow', at: 'resources.1', to: flow },
    { what: 'the policy is in another namespace', at: 'resources.1.props.metadata.namespace', to: 'other' },
    {
      what: 'the policy is for some pods',
      at: 'resources.1.props.spec.podSelector',
      to: { matchLabels: { app: 'a' } },
    },
    { what: 'the policy leaves out what leaves', at: 'resources.1.props.spec.policyTypes', to: ['Ingress'] },
    { what: 'the policy leaves out what comes in', at: 'resources.1.props.spec.policyTypes', to: ['Egress'] },
    { what: 'the policy lets something in', at: 'resources.1.props.spec.ingress', to: [{}] },
    { what: 'the policy lets something out', at: 'resources.1.props.spec.egress', to: [{}] },
  ],
};
