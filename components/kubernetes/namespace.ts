import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

import { standardLabels } from './labels';
import { restrictedNamespaceLabels } from './pod-security';

/** The arguments of a {@link SystemNamespace}. */
export interface SystemNamespaceArgs {
  /** The namespace's name in the cluster. */
  readonly namespace: pulumi.Input<string>;
  /**
   * Whether the namespace and the claims in it stay when they are no longer part of the stack; default `false`. A later
   * `pulumi up` adopts a kept namespace.
   */
  readonly retain?: boolean;
}

/** The namespace of one system. It refuses pods that break the `restricted` Pod Security level. */
export class SystemNamespace extends pulumi.ComponentResource {
  /** The namespace's name, as an output of the namespace: resources that use it are created after and deleted before it. */
  readonly namespace: pulumi.Output<string>;

  /**
   * @param name - the name of the system that the namespace is for
   * @param args - the namespace's name in the cluster, and whether `pulumi destroy` keeps it
   * @param opts - the options of the component; a `provider` says which cluster
   */
  constructor(name: string, args: SystemNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:SystemNamespace', name, {}, opts);

    const namespace = new k8s.core.v1.Namespace(
      `${name}-namespace`,
      {
        metadata: {
          name: args.namespace,
          labels: { ...standardLabels({ name, instance: name }), ...restrictedNamespaceLabels },
        },
      },
      { parent: this, retainOnDelete: args.retain ?? false },
    );

    this.namespace = namespace.metadata.name;
    this.registerOutputs({ namespace: this.namespace });
  }
}
