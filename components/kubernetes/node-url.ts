import type * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

/** The host of the nodes, unless an argument or a setting says otherwise. */
export const defaultNodeAddress = '127.0.0.1';

/**
 * The URL of a port of a node.
 *
 * @param address - a host name or an IP address; an IPv6 one gets its brackets
 * @param port - the port; the URL has none when it is not known
 */
export function nodeUrl(address: string, port: number | undefined): string {
  return `http://${address.includes(':') ? `[${address}]` : address}${port === undefined ? '' : `:${port}`}`;
}

/**
 * The URL of the first port of a NodePort service.
 *
 * @param service - the service
 * @param address - the host name or address of the nodes; default {@link defaultNodeAddress}
 */
export function nodePortUrl(
  service: k8s.core.v1.Service,
  address: string = defaultNodeAddress,
): pulumi.Output<string> {
  return service.spec.ports.apply(([port]) => nodeUrl(address, port?.nodePort));
}
