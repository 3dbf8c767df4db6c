import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

import { checkArguments } from '../arguments';
import { ClosedNetwork } from '../kubernetes/closed-network';
import { disruptionBudget } from '../kubernetes/disruption-budget';
import { selectorLabels, standardLabels } from '../kubernetes/labels';
import { urlSecret } from './catalogue-url';
import { searchDefaults, searchRanges } from './defaults';
import { searchFlows } from './flows';
import { searchPod } from './pod';
import type { SearchPodArgs } from './pod';
import { searchService, type SearchServiceArgs } from './service';

/** The name of all objects of an API search. */
const objectName = 'api-search';

/** The arguments of an {@link ApiSearch}. */
export interface ApiSearchArgs
  extends Omit<SearchPodArgs, 'urlSecret'>, Partial<Omit<SearchServiceArgs, 'metadata' | 'selector'>> {
  /** The namespace of all objects; it must exist. */
  readonly namespace: pulumi.Input<string>;
  /** The URL of a newer catalogue, which is kept secret; default: the bundled catalogue is used. */
  readonly catalogueUrl?: pulumi.Input<string> | undefined;
  /** How many replicas serve, from 1 to 100; default 4. */
  readonly replicas?: number | undefined;
}

/** A search of a catalogue of public APIs by name: replicas behind one service, each of which can fail unnoticed. */
export class ApiSearch extends pulumi.ComponentResource {
  /** The URL of the service. `<url>/<text>` returns the APIs whose name contains the text. */
  readonly url: pulumi.Output<string>;
  /** The namespace of all objects. */
  readonly namespace: pulumi.Output<string>;
  /** The Deployment. */
  readonly deployment: pulumi.Output<string>;
  /** The service in front of all replicas: a LoadBalancer, unless the arguments say otherwise. */
  readonly service: pulumi.Output<string>;
  /** How many replicas serve. */
  readonly replicas: pulumi.Output<number>;
  /** The image that the replicas run. */
  readonly image: pulumi.Output<string>;

  /**
   * @param name - the name of this installation, which prefixes the resources in the stack
   * @param args - the namespace, the image, the replicas and the source of newer catalogues
   * @param opts - the options of the component; a `provider` says which cluster
   * @throws pulumi.ResourceError when an argument is not in its range
   */
  constructor(name: string, args: ApiSearchArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:ApiSearch', name, {}, opts);

    checkArguments(this, name, args, searchRanges);
    const { namespace, replicas = searchDefaults.replicas, catalogueUrl } = args;
    const identity = { name: 'search', instance: name };
    const labels = standardLabels({ ...identity, component: 'server' });
    const selector = selectorLabels(identity);
    const metadata = { name: objectName, namespace, labels };
    const child = { parent: this };

    const budget = disruptionBudget(`${name}-budget`, { metadata, selector, replicas }, child);

    // The published image takes no settings.
    const fetched = args.imageKind === 'published' ? undefined : catalogueUrl;
    const url =
      fetched && urlSecret(`${name}-catalogue`, { namespace, labels }, fetched, child).metadata.name;

    const network = new ClosedNetwork(
      `${name}-network`,
      { namespace, identity, flows: searchFlows({ name: objectName, pods: selector }, fetched) },
      child,
    );

    const deployment = new k8s.apps.v1.Deployment(
      `${name}-replicas`,
      {
        metadata,
        spec: {
          replicas,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          selector: { matchLabels: selector },
          template: { metadata: { labels }, spec: searchPod({ ...args, urlSecret: url }, selector) },
        },
      },
      { ...child, dependsOn: [...budget, network] },
    );

    const { nodePort, addressSeconds, nodeAddress } = args;
    const { service, url: address } = searchService(
      `${name}-balancer`,
      { metadata, selector, service: args.service, nodePort, addressSeconds, nodeAddress },
      child,
    );

    this.url = address;
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
