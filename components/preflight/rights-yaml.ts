import { madeInNamespaces, making, waitedFor, waiting } from './rights';

/** The name of the roles. */
const name = 'shared-keys-deployer';
/** What is written for the name of a namespace, to be replaced. */
const anyNamespace = 'NAMESPACE';

interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** Kinds of the whole cluster that a deployment reads to tell early what would fail. It goes on without. */
const lookedAt: readonly PolicyRule[] = [
  { apiGroups: [''], resources: ['nodes', 'persistentvolumes', 'services'], verbs: ['list'] },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['list'] },
];

/**
 * The role in the whole cluster of who deploys a stack, for `kubectl apply`.
 *
 * @returns YAML
 */
export function clusterRole(): string {
  const rules: readonly PolicyRule[] = [
    { apiGroups: [''], resources: ['namespaces'], verbs: waiting },
    // The rules of docs/policy.md; without these, the setting `admission` has to be false.
    {
      apiGroups: ['admissionregistration.k8s.io'],
      resources: ['validatingadmissionpolicies', 'validatingadmissionpolicybindings'],
      verbs: making,
    },
    ...lookedAt,
  ];
  return yamlOf('ClusterRole', [`name: ${name}`], rules);
}

/**
 * The role in a namespace of who deploys a stack, and what is allowed with the namespace itself, for `kubectl apply`.
 *
 * @returns YAML, with NAMESPACE for the name of the namespace
 */
export function namespaceRoles(): string {
  const inside = [
    ...madeInNamespaces.map(({ group, resources }) => ({ apiGroups: [group], resources, verbs: making })),
    ...waitedFor.map(({ group, resources }) => ({ apiGroups: [group], resources, verbs: waiting })),
  ];
  const resourceNames = [anyNamespace];
  const itself = { apiGroups: [''], resources: ['namespaces'], resourceNames, verbs: ['patch', 'delete'] };
  return [
    yamlOf('Role', [`name: ${name}`, `namespace: ${anyNamespace}`], inside),
    yamlOf('ClusterRole', [`name: ${name}-${anyNamespace}`], [itself]),
  ].join('---\n');
}

function yamlOf(kind: string, metadata: readonly string[], rules: readonly PolicyRule[]): string {
  const list = (values: readonly string[]): string =>
    `[${values.map((one) => (one === '' ? "''" : one)).join(', ')}]`;
  const lines = rules.flatMap(({ apiGroups, resources, resourceNames, verbs }) => [
    `  - apiGroups: ${list(apiGroups)}`,
    `    resources: ${list(resources)}`,
    ...(resourceNames === undefined ? [] : [`    resourceNames: ${list(resourceNames)}`]),
    `    verbs: ${list(verbs)}`,
  ]);
  const head = ['apiVersion: rbac.authorization.k8s.io/v1', `kind: ${kind}`, 'metadata:'];
  return [...head, ...metadata.map((line) => `  ${line}`), 'rules:', ...lines]
    .map((line) => `${line}\n`)
    .join('');
}
