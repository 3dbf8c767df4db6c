import { goodNetworkPolicy } from '../examples';
import type { Rule } from '../rule';

/** Whether every rule of a direction names ports, or who is at the other end. An empty list is as none for the API server. */
function narrow(direction: 'ingress' | 'egress', peers: 'from' | 'to'): string {
  const named = (list: string) => `has(r.${list}) && size(r.${list}) > 0`;
  const rules = `object.spec.${direction}`;
  return `!has(object.spec) || !has(${rules}) || ${rules}.all(r, ${named('ports')} || ${named(peers)})`;
}

/** NetworkPolicies that allow some connections, and not all. */
export const narrowFlows: Rule = {
  name: 'narrow-flows',
  why: 'A rule without ports and peers allows everything, whatever the other policies refuse (Kubernetes, Network Policies).',
  matches: ['NetworkPolicy'],
  validations: [
    {
      expression: narrow('ingress', 'from'),
      message: 'the pods are reached at all ports by everybody',
      remedy: 'name the port, as `fromAnywhere` does',
    },
    {
      expression: narrow('egress', 'to'),
      message: 'the pods reach everything at all ports',
      remedy: 'name what they reach, as `between` does',
    },
  ],
  good: [
    goodNetworkPolicy(),
    goodNetworkPolicy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    goodNetworkPolicy({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: {} }] }, { ports: [{ port: 53, protocol: 'UDP' }] }],
    }),
  ],
  bad: [
    { what: 'a rule lets everything in', at: 'spec.ingress', to: [{ ports: [{ port: 80 }] }, {}] },
    { what: 'a rule has an empty list of ports', at: 'spec.ingress.0.ports', to: [] },
    { what: 'a rule lets everything out', of: 2, at: 'spec.egress.0.to' },
  ],
};
