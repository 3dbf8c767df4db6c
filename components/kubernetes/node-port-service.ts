import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { notAwaited } from './annotations';
import { servicePort, type NamedPort } from './ports';

/** What a NodePort service leads to. */
export interface NodePortServiceArgs {
  /** Its name, namespace and labels. */
  readonly metadata: k8s.types.input.meta.v1.ObjectMeta;
  /** The labels of the pods. */
  readonly selector: Readonly<Record<string, string>>;
  /** The service's port within the cluster; it leads to the pods' port of the same name. */
  readonly port: NamedPort;
  /** Its port on every node; default: one that the cluster picks. */
  readonly nodePort: pulumi.Input<number> | undefined;
}

/**
 * A service that answers on a port of every node, in front of a workload that Pulumi waits for.
 *
 * @param name - the name of the resource in the stack
 * @param args - which pods, and on which port
 * @param opts - the options of the resource
 */
export function nodePortService(
  name: string,
  { metadata, selector, port, nodePort }: NodePortServiceArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Service {
  return new k8s.core.v1.Service(
    name,
    {
      metadata: { ...metadata, annotations: notAwaited },
      spec: {
        type: 'NodePort',
        selector,
        ports: [{ ...servicePort(port), ...(nodePort === undefined ? {} : { nodePort }) }],
      },
    },
    opts,
  );
}
