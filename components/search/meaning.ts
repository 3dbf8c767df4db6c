import type { Meanings } from '../change';
import { doorsOf, kindOf, means, networkOf, rolls, scaled } from '../kubernetes/changes';

/** What changes of the API search mean for those who search. */
export const searchMeaning: Meanings = (changes) => {
  const pods = changes
    .filter((change) => kindOf(change) === 'Deployment')
    .flatMap((change) => {
      if (change.operation === 'create') return [means('the search opens')];
      if (change.operation === 'delete') return [means('nobody can search any more')];
      if (change.operation === 'replace')
        return [means('all pods stop, then new ones start: nobody can search meanwhile')];
      return [
        ...(rolls(change) ? [means('rolls the pods of the search, while the others answer')] : []),
        ...scaled(change, 'pods of the search'),
      ];
    });
  return [...pods, ...networkOf(changes), ...doorsOf(changes)];
};
