import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { nodePortService, type NodePortServiceArgs } from '../kubernetes/node-port-service';
import { nodePortUrl, nodeUrl } from '../kubernetes/node-url';
import { servicePort } from '../kubernetes/ports';
import { searchDefaults, searchPort, type SearchService } from './defaults';

/** What the service of the API search leads to, and how it is reached. */
export interface SearchServiceArgs extends Omit<NodePortServiceArgs, 'port'> {
  /** How clients outside the cluster reach it; default: by a load balancer. */
  readonly service?: SearchService | undefined;
  /** How many seconds a deployment waits for the address of the load balancer; default 60. */
  readonly addressSeconds?: number | undefined;
  /** The host name or address of the nodes, for the URL; default 127.0.0.1. */
  readonly nodeAddress?: string | undefined;
}

/** The service in front of all replicas of the API search, and its URL. */
export interface SearchDoor {
  readonly service: k8s.core.v1.Service;
  readonly url: pulumi.Output<string>;
}

/**
 * The service in front of all replicas of the API search.
 *
 * @param name - the name of the resource in the stack
 * @param args - which pods, and how they are reached
 * @param opts - the options of the resource
 */
export function searchService(
  name: string,
  args: SearchServiceArgs,
  opts: pulumi.CustomResourceOptions,
): SearchDoor {
  const { metadata, selector, nodePort, nodeAddress } = args;
  if (args.service === 'NodePort') {
    const service = nodePortService(name, { metadata, selector, nodePort, port: searchPort }, opts);
    return { service, url: nodePortUrl(service, nodeAddress) };
  }
  const wait = `${args.addressSeconds ?? searchDefaults.addressSeconds}s`;
  const service = new k8s.core.v1.Service(
    name,
    {
      metadata: {
        ...metadata,
        // Only for its address: Pulumi waits for the Deployment behind it anyway.
        annotations: { 'pulumi.com/waitFor': 'jsonpath={.status.loadBalancer.ingress[0]}' },
      },
      spec: {
        type: 'LoadBalancer',
        sessionAffinity: 'None',
        selector,
        ports: [{ ...servicePort(searchPort), ...(nodePort === undefined ? {} : { nodePort }) }],
      },
    },
    // Pulumi waits for ten minutes by default, in vain where nothing gives an address.
    { ...opts, customTimeouts: { create: wait, update: wait } },
  );
  const url = service.status.loadBalancer.ingress.apply(([first]) =>
    // Some load balancers have an address, others a name.
    nodeUrl(first?.ip ?? first?.hostname ?? '', searchPort.number),
  );
  return { service, url };
}
