import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

/** What a NodePort service is in front of. */
export interface NodePortServiceArgs {
  /** Its name, namespace and labels. */
  readonly metadata: k8s.types.input.meta.v1.ObjectMeta;
  /** The labels of the pods. */
  readonly selector: Readonly<Record<string, string>>;
  /** The name of the pods' port, which is also the service's. */
  readonly portName: string;
  /** The port of the service within the cluster. */
  readonly port: number;
  /** Its port on every node; default: one that the cluster picks. */
  readonly nodePort: pulumi.Input<number> | undefined;
}

/**
 * A service that answers on a port of every node. Its endpoints are the pods of a workload that is waited for; waiting for
 * the service as well would add the ten seconds that its endpoints have to stay the same.
 *
 * @param name - the name of the resource in the stack
 * @param args - which pods, and on which port
 * @param opts - the options of the resource
 */
export function nodePortService(
  name: string,
  { metadata, selector, portName, port, nodePort }: NodePortServiceArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Service {
  return new k8s.core.v1.Service(
    name,
    {
      metadata: { ...metadata, annotations: { 'pulumi.com/skipAwait': 'true' } },
      spec: {
        type: 'NodePort',
        selector,
        ports: [
          {
            name: portName,
            port,
            targetPort: portName,
            protocol: 'TCP',
            ...(nodePort === undefined ? {} : { nodePort }),
          },
        ],
      },
    },
    opts,
  );
}
