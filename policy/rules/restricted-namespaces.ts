import { goodNamespace } from '../examples';
import type { Rule } from '../rule';

const label = 'pod-security.kubernetes.io/enforce';

/** Namespaces in which the API server itself refuses pods below the level `restricted`. */
export const restrictedNamespaces: Rule = {
  name: 'restricted-namespaces',
  why: 'Pods by hand and the ephemeral containers of a debugger come from no workload (Kubernetes, Pod Security Admission).',
  matches: ['Namespace'],
  validations: [
    {
      expression: `has(object.metadata.labels) && '${label}' in object.metadata.labels && object.metadata.labels['${label}'] == 'restricted'`,
      message: 'the namespace takes pods below the level restricted',
      remedy: `set the label \`${label}: restricted\`, as \`SystemNamespace\` does`,
    },
    {
      expression: `!has(object.metadata.labels) || !('${label}-version' in object.metadata.labels) || object.metadata.labels['${label}-version'] == 'latest'`,
      message: 'the namespace is judged by the level of an older version',
      remedy: `set the label \`${label}-version: latest\`, or leave it out`,
    },
  ],
  good: [goodNamespace()],
  bad: [
    { what: 'it has no level', at: ['metadata', 'labels', label] },
    { what: 'it has a lower level', at: ['metadata', 'labels', label], to: 'baseline' },
    { what: 'its level is of an old version', at: ['metadata', 'labels', `${label}-version`], to: 'v1.24' },
  ],
};
