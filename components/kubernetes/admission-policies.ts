import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

import { admissionPolicySpec } from '../../policy/admission';
import { rules } from '../../policy/rules';
import { standardLabels } from './labels';
import { clusterWideName } from './mark';

/** The arguments of {@link AdmissionPolicies}. */
export interface AdmissionPoliciesArgs {
  /** The namespaces of the stack; objects in others are not judged. */
  readonly namespaces: readonly string[];
}

/**
 * The rules of `policy/` in the cluster: the API server refuses an object in the stack's namespaces that breaks one, whoever
 * applies it, with the same words as the policy pack.
 *
 * The policies belong to the whole cluster, so their names begin with what no other stack's do.
 */
export class AdmissionPolicies extends pulumi.ComponentResource {
  /** The names of the policies in the cluster. */
  readonly names: readonly string[];

  /**
   * @param name - the name of the component
   * @param args - what is judged
   * @param opts - the options of the component; a `provider` says which cluster
   */
  constructor(name: string, args: AdmissionPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:AdmissionPolicies', name, {}, opts);
    const own = clusterWideName();
    const labels = standardLabels({ name: 'policy', instance: own });
    this.names = rules.map((rule) => {
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
      return metadata.name;
    });
    this.registerOutputs({ names: this.names });
  }
}
