import { goodService } from '../examples';
import type { Rule } from '../rule';

const doors = ['api-search', 'creator', 'cryptoserver-web', 'hotels', 'verifier'];

/** Services that leave the cluster only where the systems mean it. */
export const namedDoors: Rule = {
  name: 'named-doors',
  why: 'Every other port of a node or an address outside is an open door (Kubernetes, Service: publishing; CVE-2020-8554).',
  matches: ['Service'],
  validations: [
    {
      expression: `!has(object.spec.type) || object.spec.type in ['', 'ClusterIP'] || object.spec.type in ['NodePort', 'LoadBalancer'] && object.metadata.name in [${doors.map((name) => `'${name}'`).join(', ')}]`,
      message: 'the Service leaves the cluster, and is not one of those that do',
      remedy: 'set `type: ClusterIP`, or add its name to this rule',
    },
    {
      expression: '!has(object.spec.externalIPs)',
      message: 'the Service takes addresses outside the cluster',
      remedy: 'leave out `externalIPs`',
    },
  ],
  good: [goodService(), goodService('creator', 'NodePort'), goodService('database', 'ClusterIP')],
  bad: [
    { what: 'another Service leaves the cluster', at: 'metadata.name', to: 'database' },
    { what: 'it is a name outside', at: 'spec', to: { type: 'ExternalName', externalName: 'a.example' } },
    { what: 'it has addresses outside', at: 'spec.externalIPs', to: ['192.0.2.1'] },
  ],
};
