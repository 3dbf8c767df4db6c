import { clusterWideName, stackMark } from '../kubernetes/mark';
import type { AllSettings, Check } from './check';
import type { Deed } from './cluster';
import { namespacesOf } from './namespaces';
import { refusedOf } from './rights';

const group = 'admissionregistration.k8s.io';
/** The kinds of the rules in the cluster, with their names in the API. */
const kinds = {
  ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
  ValidatingAdmissionPolicyBinding: 'validatingadmissionpolicybindings',
} as const;
const verbs = ['create', 'patch', 'delete'] as const;
/** The way out for who cannot have the rules in the cluster. */
const without = '`pulumi config set admission false`, which leaves the rules out of the cluster';

interface Binding {
  readonly spec?: {
    readonly matchResources?: {
      readonly namespaceSelector?: {
        readonly matchExpressions?: readonly { readonly values?: readonly string[] }[];
      };
    };
  };
}

/**
 * The cluster has the kinds of the rules, and the user may make them. They belong to the whole cluster, where not everybody may
 * make objects who may deploy the stack.
 */
export const rulesAllowed: Check<AllSettings> = async ({ admission }, { cluster }) => {
  if (!admission) return [];
  const apiVersion = `${group}/v1`;
  if ((await cluster.plural({ apiVersion, kind: 'ValidatingAdmissionPolicy' })) === undefined)
    return [
      `the cluster has no ValidatingAdmissionPolicy, which Kubernetes has from 1.30 on: update the cluster, or run ${without}`,
    ];
  const deeds = Object.values(kinds).flatMap((resource) =>
    verbs.map((verb): Deed => ({ verb, group, resource })),
  );
  const refused = await refusedOf(cluster, deeds);
  if (refused.length === 0) return [];
  const what = refused.map(({ verb, resource }) => `${verb} ${resource}`).join(', ');
  return [`the user may not ${what} of ${group}: ask for that right, or run ${without}`];
};

/**
 * Rules in the cluster that the state does not have are not those of another stack with the same name, as two users have whose
 * states are apart. They would be taken over, and no longer judge for that stack.
 */
export const ownRules: Check<AllSettings> = async (settings, { last, cluster }) => {
  const known = last.resources.some(({ type }) => type.startsWith(`kubernetes:${group}/`));
  if (!settings.admission || known) return [];
  const own = clusterWideName();
  const selector = `labelSelector=app.kubernetes.io%2Finstance%3D${own}`;
  const path = `/apis/${group}/v1/${kinds.ValidatingAdmissionPolicyBinding}?${selector}`;
  const list = await cluster.get<{ readonly items: readonly Binding[] }>(path);
  const judged = (list?.items ?? []).flatMap(
    ({ spec }) => spec?.matchResources?.namespaceSelector?.matchExpressions ?? [],
  );
  const ours = namespacesOf(settings).map(({ namespace }) => namespace);
  const others = new Set(judged.flatMap(({ values = [] }) => values).filter((name) => !ours.includes(name)));
  if (others.size === 0) return [];
  const all = Object.values(kinds).join(',');
  return [
    `the cluster has rules of a stack that is named ${stackMark()} too, for ${[...others].sort().join(', ')}: name this stack otherwise, ` +
      `or, if its state was lost, run \`kubectl delete ${all} --selector=app.kubernetes.io/instance=${own}\` and try again`,
  ];
};
