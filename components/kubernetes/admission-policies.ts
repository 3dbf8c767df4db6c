import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

import { admissionPolicySpec } from '../../policy/admission';
import { rules } from '../../policy/rules';
import type { LastDeployment } from '../preflight/deployed';
import { changedRules, judgedAnew } from './changed-rules';
import { standardLabels } from './labels';
import { clusterWideName } from './mark';

/** The arguments of {@link AdmissionPolicies}. */
export interface AdmissionPoliciesArgs {
  /** The namespaces of the stack; objects in others are not judged. */
  readonly namespaces: readonly string[];
  /** The state of the stack. */
  readonly last: Pick<LastDeployment, 'resources'>;
}

/**
 * The rules of `policy/` in the cluster: the API server refuses an object in the stack's namespaces that breaks one, whoever
 * applies it, with the same words as the policy pack.
 *
 * The policies belong to the whole cluster, so their names begin with what no other stack's do.
 */
export class AdmissionPolicies extends pulumi.ComponentResource {
  /** Resolves when each changed rule is in force, so that the API server can be sent the objects of the stack. */
  readonly judging: Promise<void>;

  /**
   * @param name - the name of the component
   * @param args - what is judged
   * @param opts - the options of the component; a `provider` says which cluster
   */
  constructor(name: string, args: AdmissionPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:AdmissionPolicies', name, {}, opts);
    const own = clusterWideName();
    const labels = standardLabels({ name: 'policy', instance: own });
    const policies = rules.map((rule) => {
      const metadata = { name: `${own}.${rule.name}`, labels };
      const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
        `${rule.name}-policy`,
        // The types of the provider have mutable lists.
        { metadata, spec: structuredClone(admissionPolicySpec(rule)) as never },
        { parent: this },
      );
      new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
        `${rule.name}-binding`,
        {
          metadata,
          spec: {
            policyName: policy.metadata.name,
            validationActions: ['Deny'],
            matchResources: {
              namespaceSelector: {
                matchExpressions: [
                  { key: 'kubernetes.io/metadata.name', operator: 'In', values: [...args.namespaces] },
                ],
              },
            },
          },
        },
        { parent: this },
      );
      return policy.id;
    });
    const wanted = rules.map((rule) => ({ name: `${rule.name}-policy`, spec: admissionPolicySpec(rule) }));
    const changes = changedRules(wanted, args.last).length > 0;
    this.judging = changes ? judgedAnew(pulumi.all(policies)) : Promise.resolve();
    this.registerOutputs();
  }
}
