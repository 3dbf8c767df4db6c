import type { DeployedResource } from '../components/preflight/deployed';
import { referencesOf } from '../components/preflight/drift';
import type { Cluster } from '../local/cluster/cluster';
import type { PolicyState } from './report';
import { ours } from './workloads';

/** The kinds of the rules in the cluster, as they are in its answers. */
const POLICY = 'ValidatingAdmissionPolicy';
const BINDING = 'ValidatingAdmissionPolicyBinding';

interface Policy {
  readonly kind: typeof POLICY;
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly typeChecking?: {
      readonly expressionWarnings?: readonly { readonly fieldRef: string; readonly warning: string }[];
    };
  };
}

interface Binding {
  readonly kind: typeof BINDING;
  readonly spec: {
    readonly policyName: string;
    readonly validationActions?: readonly string[];
    readonly matchResources?: {
      readonly namespaceSelector?: {
        readonly matchExpressions?: readonly { readonly values?: readonly string[] }[];
      };
    };
  };
}

/**
 * Reads the rules that the cluster judges by, of all stacks of this project.
 *
 * @param resources - the resources in the state of the stack, of whose rules none may be missing
 * @throws Error when the API server does not answer
 */
export async function readPolicies(
  cluster: Pick<Cluster, 'kubectl'>,
  resources: readonly DeployedResource[],
): Promise<readonly PolicyState[]> {
  const kinds = `${POLICY},${BINDING}`;
  const { items } = JSON.parse(
    await cluster.kubectl(['get', kinds, `--selector=${ours}`, '--output=json', '--request-timeout=5s']),
  ) as { readonly items: readonly (Policy | Binding)[] };
  return policyStates(items, resources);
}

/** The rules among objects of the cluster, and those of the state that are not among them, by name. */
export function policyStates(
  items: readonly (Policy | Binding)[],
  resources: readonly DeployedResource[],
): readonly PolicyState[] {
  const policies = new Map(
    items.flatMap((one) => (one.kind === POLICY ? [[one.metadata.name, one] as const] : [])),
  );
  const bindings = items.flatMap((one) => (one.kind === BINDING ? [one.spec] : []));
  const deployed = referencesOf(resources).filter(({ kind }) => kind === POLICY);
  const names = new Set([...policies.keys(), ...deployed.map(({ name }) => name)]);
  return [...names].sort().map((name) => {
    const binding = bindings.find((one) => one.policyName === name);
    const policy = policies.get(name);
    const denies = binding?.validationActions?.includes('Deny') ?? false;
    const selected = binding?.matchResources?.namespaceSelector?.matchExpressions ?? [];
    return {
      name,
      rule: name.slice(name.indexOf('.') + 1),
      namespaces: selected.flatMap(({ values = [] }) => values),
      state: policy === undefined ? 'missing' : denies ? 'in force' : 'not bound',
      warnings: (policy?.status?.typeChecking?.expressionWarnings ?? []).map(
        ({ fieldRef, warning }) => `${fieldRef}: ${warning.trim().replace(/\s*\n\s*/g, ' ')}`,
      ),
    };
  });
}
