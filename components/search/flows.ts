import { isIP } from 'node:net';

import * as pulumi from '@pulumi/pulumi';

import { fromAnywhere, nameServers, tcp, type Flow, type FlowEnd, type Party } from '../kubernetes/flows';
import { searchPort } from './defaults';

/**
 * The connections of the API search: everybody searches, and it fetches its catalogue if a URL is set.
 *
 * @param search - the pods that search
 * @param catalogueUrl - the URL of a newer catalogue; default: none is fetched
 */
export function searchFlows(search: Party, catalogueUrl: pulumi.Input<string> | undefined): readonly Flow[] {
  const door = fromAnywhere(search, searchPort);
  if (catalogueUrl === undefined) return [door];
  // The host and the port of a URL are no secret; its user, password and path are.
  const ends = pulumi.unsecret(pulumi.output(catalogueUrl)).apply(upstreamOf);
  return [door, { name: `${search.name}-to-catalogue`, pods: search.pods, direction: 'to', ends }];
}

/**
 * Where a catalogue comes from, as far as a NetworkPolicy can say it: it knows addresses and namespaces, but no names of hosts.
 *
 * @param url - the URL of the catalogue
 * @returns what may be reached for it; nothing for a URL that no client can use
 */
export function upstreamOf(url: string): readonly FlowEnd[] {
  if (!URL.canParse(url)) return [];
  const { protocol, hostname, port } = new URL(url);
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0) return [{ peer: { address }, ports: [tcp(number)] }];
  const [service, namespace, svc] = hostname.split('.');
  // The pods of a Service may listen on another port than the Service.
  if (service !== undefined && namespace === undefined) return [{ peer: { pods: {} } }, nameServers];
  if (namespace !== undefined && svc === 'svc') return [{ peer: { namespace } }, nameServers];
  return [{ ports: [tcp(number)] }, nameServers];
}
