import { between, fromAnywhere, nameServers, type Flow, type Party } from '../kubernetes/flows';
import { databasePort, webPort } from './defaults';

/**
 * The connections of the hotels: everybody sees the page, and the backend reaches its PostgreSQL server if there is one.
 *
 * @param web - the pods of the page and the backend
 * @param pagePort - the port of the page in them
 * @param database - the pod of the PostgreSQL server; default: there is none
 */
export function hotelsFlows(web: Party, pagePort: number, database: Party | undefined): readonly Flow[] {
  const door = fromAnywhere(web, { name: webPort.name, number: pagePort });
  if (database === undefined) return [door];
  return [
    door,
    ...between(web, database, databasePort),
    { name: `${web.name}-to-names`, pods: web.pods, direction: 'to', ends: [nameServers] },
  ];
}
