import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

import { disruptionBudget } from '../kubernetes/disruption-budget';
import { selectorLabels, standardLabels } from '../kubernetes/labels';
import { nodePortService } from '../kubernetes/node-port-service';
import { nodePortUrl } from '../kubernetes/node-url';
import { tokensPorts } from './defaults';
import { tokensPod, type TokensPodArgs } from './pod';

/** The arguments of a {@link TokensWorkload}. */
export interface TokensWorkloadArgs extends Omit<TokensPodArgs, 'selector'> {
  /** The namespace of its objects. */
  readonly namespace: pulumi.Input<string>;
  /** The name and instance for the labels of its objects. */
  readonly identity: { readonly name: string; readonly instance: string };
  /** How many pods serve. */
  readonly replicas: number;
  /** The port of the service on every node; default: picked by the cluster. */
  readonly nodePort?: pulumi.Input<number> | undefined;
  /** The host of the URL; default `127.0.0.1`. */
  readonly nodeAddress?: string | undefined;
}

/** The creator or the verifier: a Deployment behind a NodePort service. Its objects are named after its role. */
export class TokensWorkload extends pulumi.ComponentResource {
  /** Its URL from outside the cluster: `http://<node>:<port>`. */
  readonly url: pulumi.Output<string>;
  /** The Deployment's name. */
  readonly deployment: pulumi.Output<string>;
  /** The service's name. */
  readonly service: pulumi.Output<string>;
  /** How many pods serve. */
  readonly replicas: pulumi.Output<number>;

  /**
   * @param name - the prefix of the resources
   * @param args - the role, the image, the namespace and the replicas
   * @param opts - the options of the component
   */
  constructor(name: string, args: TokensWorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:TokensWorkload', name, {}, opts);

    const { role, namespace, replicas } = args;
    const identity = { ...args.identity, component: role };
    const selector = selectorLabels(identity);
    const metadata = { name: role, namespace, labels: standardLabels(identity) };
    const child = { parent: this };

    const service = nodePortService(
      `${name}-service`,
      { metadata, selector, port: tokensPorts[role], nodePort: args.nodePort },
      child,
    );

    const budget = disruptionBudget(`${name}-budget`, { metadata, selector, replicas }, child);

    const deployment = new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata,
        spec: {
          replicas,
          // All new pods start at once, and an old pod stops only when a new one is ready.
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '100%' } },
          revisionHistoryLimit: 2,
          selector: { matchLabels: selector },
          template: { metadata: { labels: metadata.labels }, spec: tokensPod({ ...args, selector }) },
        },
      },
      { ...child, dependsOn: budget },
    );

    this.url = nodePortUrl(service, args.nodeAddress);
    this.deployment = deployment.metadata.name;
    this.service = service.metadata.name;
    this.replicas = deployment.spec.replicas;
    this.registerOutputs({
      url: this.url,
      deployment: this.deployment,
      service: this.service,
      replicas: this.replicas,
    });
  }
}
