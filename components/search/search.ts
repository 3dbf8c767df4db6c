import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

import { checkArguments } from '../arguments';
import { disruptionBudget } from '../kubernetes/disruption-budget';
import { selectorLabels, standardLabels } from '../kubernetes/labels';
import { nodeUrl } from '../kubernetes/node-url';
import { servicePort } from '../kubernetes/ports';
import { searchDefaults, searchPort, searchRanges } from './defaults';
import { searchPod } from './pod';
import type { SearchPodArgs } from './pod';

/** The name of everything that an API search is made of. */
const objectName = 'api-search';

/** The arguments of an {@link ApiSearch}. */
export interface ApiSearchArgs extends SearchPodArgs {
  /** The namespace; it should refuse pods that break the `restricted` level, which these keep. */
  readonly namespace: pulumi.Input<string>;
  /** How many replicas serve; default 4. */
  readonly replicas?: number | undefined;
}

/** Searches a catalogue of public APIs by name: replicas behind a load balancer, none of which is missed when it goes. */
export class ApiSearch extends pulumi.ComponentResource {
  /** Where the load balancer is reached: `<url>/<a part of a name>` answers what has it in its name. */
  readonly url: pulumi.Output<string>;
  /** The namespace of all of it. */
  readonly namespace: pulumi.Output<string>;
  /** The Deployment. */
  readonly deployment: pulumi.Output<string>;
  /** The LoadBalancer service in front of all replicas. */
  readonly service: pulumi.Output<string>;
  /** How many replicas serve. */
  readonly replicas: pulumi.Output<number>;
  /** The image that runs. */
  readonly image: pulumi.Output<string>;

  /**
   * @param name - the name of this installation, which prefixes the resources in the stack
   * @param args - where, of which image, how many, and where newer catalogues come from
   * @param opts - the options of the component; a `provider` says which cluster
   * @throws pulumi.ResourceError when an argument is not in its range
   */
  constructor(name: string, args: ApiSearchArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:ApiSearch', name, {}, opts);

    checkArguments(this, name, args, searchRanges);
    const { namespace, replicas = searchDefaults.replicas } = args;
    const identity = { name: 'search', instance: name };
    const labels = standardLabels({ ...identity, component: 'server' });
    const selector = selectorLabels(identity);
    const metadata = { name: objectName, namespace, labels };
    const child = { parent: this };

    const budget = disruptionBudget(`${name}-budget`, { metadata, selector }, child);

    const deployment = new k8s.apps.v1.Deployment(
      `${name}-replicas`,
      {
        metadata,
        spec: {
          replicas,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          selector: { matchLabels: selector },
          template: { metadata: { labels }, spec: searchPod(args, selector) },
        },
      },
      // Pods are guarded from the first one on, and to the last.
      { ...child, dependsOn: [budget] },
    );

    const service = new k8s.core.v1.Service(
      `${name}-balancer`,
      {
        metadata: {
          ...metadata,
          // Its address only: its endpoints are the pods of the Deployment, which is waited for.
          annotations: { 'pulumi.com/waitFor': 'jsonpath={.status.loadBalancer.ingress[0]}' },
        },
        spec: {
          type: 'LoadBalancer',
          sessionAffinity: 'None',
          selector,
          ports: [servicePort(searchPort)],
        },
      },
      child,
    );

    this.url = service.status.loadBalancer.ingress.apply(([first]) =>
      // Some load balancers have an address, others a name.
      nodeUrl(first?.ip ?? first?.hostname ?? '', searchPort.number),
    );
    this.namespace = deployment.metadata.namespace;
    this.deployment = deployment.metadata.name;
    this.service = service.metadata.name;
    this.replicas = deployment.spec.replicas;
    this.image = pulumi.output(args.image);
    this.registerOutputs({
      url: this.url,
      namespace: this.namespace,
      deployment: this.deployment,
      service: this.service,
      replicas: this.replicas,
      image: this.image,
    });
  }
}
