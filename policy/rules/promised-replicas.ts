import { goodDeployment } from '../examples';
import { workloads, type Rule } from '../rule';

/** The fewest replicas of the workloads whose replicas are promised, by their names. */
const fewest = { cryptoserver: 2, verifier: 3, creator: 2, 'api-search': 4 };

/** As many replicas as each system promises. */
export const promisedReplicas: Rule = {
  name: 'promised-replicas',
  why: 'The guarantees of the systems hold among replicas, and are proven with this many (docs/requirements.md).',
  matches: workloads,
  validations: Object.entries(fewest).map(([name, replicas]) => ({
    expression: `object.metadata.name != '${name}' || has(object.spec.replicas) && object.spec.replicas >= ${replicas}`,
    message: `${name} has fewer than ${replicas} replicas`,
    remedy: 'raise its setting `replicas`, as docs/settings.md names it',
  })),
  good: [
    ...Object.entries(fewest).map(([name, replicas]) => goodDeployment(name, replicas)),
    goodDeployment('hotels', 1),
  ],
  bad: Object.entries(fewest).map(([name, replicas], index) => ({
    what: `${name} has ${replicas - 1}`,
    of: index,
    at: 'spec.replicas',
    to: replicas - 1,
  })),
};
