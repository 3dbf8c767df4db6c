/** The host under which the nodes are reached unless an argument or a setting says otherwise. */
export const defaultNodeAddress = '127.0.0.1';

/**
 * The URL of a port of a node.
 *
 * @param address - a host name or an IP address; an IPv6 one gets its brackets
 * @param port - the port; none when it is not known, and then none is in the URL
 */
export function nodeUrl(address: string, port: number | undefined): string {
  return `http://${address.includes(':') ? `[${address}]` : address}${port === undefined ? '' : `:${port}`}`;
}
