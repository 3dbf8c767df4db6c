import { kinds, variables, variablesOf, type Rule } from './rule';

/** The specification of a ValidatingAdmissionPolicy. */
export interface AdmissionPolicySpec {
  readonly failurePolicy: 'Fail';
  readonly matchConstraints: { readonly resourceRules: readonly ResourceRule[] };
  readonly matchConditions: readonly { readonly name: string; readonly expression: string }[];
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly { readonly expression: string; readonly message: string }[];
}

interface ResourceRule {
  readonly apiGroups: readonly [string];
  readonly apiVersions: readonly [string];
  readonly operations: readonly ['CREATE', 'UPDATE'];
  readonly resources: readonly [string];
}

/** What is judged at all. */
const matchConditions: AdmissionPolicySpec['matchConditions'] = [
  // An object that is being deleted must be free to lose its finalizers.
  { name: 'stays', expression: '!has(object.metadata.deletionTimestamp)' },
  // Kubernetes itself makes this one in every namespace.
  {
    name: 'not-of-kubernetes',
    expression: "object.kind != 'ConfigMap' || object.metadata.name != 'kube-root-ca.crt'",
  },
];

/**
 * A rule as the API server judges by it: the same expressions, and the same words for what is wrong.
 *
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function admissionPolicySpec({ matches, validations }: Rule): AdmissionPolicySpec {
  const used = variablesOf(validations.map(({ expression }) => expression).join(' '));
  return {
    failurePolicy: 'Fail',
    matchConstraints: {
      resourceRules: matches.map((kind) => {
        const { apiVersion, resource } = kinds[kind];
        const [version = '', group = ''] = apiVersion.split('/').reverse();
        return {
          apiGroups: [group],
          apiVersions: [version],
          operations: ['CREATE', 'UPDATE'],
          resources: [resource],
        };
      }),
    },
    matchConditions,
    variables: used.map((name) => ({ name, expression: variables[name] ?? '' })),
    validations: validations.map(({ expression, message, remedy }) => ({
      expression,
      message: `${message}: ${remedy}`,
    })),
  };
}

/** The label of the namespaces for which the API server of the local cluster judges by rules that it has loaded itself. */
export const enforcedLabel = { 'shared-keys/rules': 'enforced' } as const;

/**
 * The rules as an API server loads them from a file, so that nobody can delete them through it: a list of policies and bindings.
 * They judge in every namespace that has {@link enforcedLabel}.
 *
 * Source: KEP-5793, of Kubernetes 1.36, which also asks for the ending of the names.
 */
export function staticAdmission(rules: readonly Rule[]): object {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: rules.flatMap((rule) => {
      const name = `shared-keys.${rule.name}.static.k8s.io`;
      const matchResources = { namespaceSelector: { matchLabels: enforcedLabel } };
      return [
        {
          apiVersion,
          kind: 'ValidatingAdmissionPolicy',
          metadata: { name },
          spec: admissionPolicySpec(rule),
        },
        {
          apiVersion,
          kind: 'ValidatingAdmissionPolicyBinding',
          metadata: { name },
          spec: { policyName: name, validationActions: ['Deny'], matchResources },
        },
      ];
    }),
  };
}
