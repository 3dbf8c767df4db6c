import { kinds, variables, variablesOf, type Rule } from './rule';

/** The specification of a ValidatingAdmissionPolicy. */
export interface AdmissionPolicySpec {
  readonly failurePolicy: 'Fail';
  readonly matchConstraints: { readonly resourceRules: readonly ResourceRule[] };
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly { readonly expression: string; readonly message: string }[];
}

interface ResourceRule {
  readonly apiGroups: readonly [string];
  readonly apiVersions: readonly [string];
  readonly operations: readonly ['CREATE', 'UPDATE'];
  readonly resources: readonly [string];
}

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
    variables: used.map((name) => ({ name, expression: variables[name] ?? '' })),
    validations: validations.map(({ expression, message, remedy }) => ({
      expression,
      message: `${message}: ${remedy}`,
    })),
  };
}
