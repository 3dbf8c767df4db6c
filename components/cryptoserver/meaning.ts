import type { Meanings } from '../change';
import { dataOf, doorsOf, kindOf, means, networkOf, rolls, scaled } from '../kubernetes/changes';

/** What changes of the cryptoserver mean for those who ask for its keys. */
export const cryptoserverMeaning: Meanings = (changes) => {
  const data = dataOf(changes, 'keys');
  const kept = data.length === 0 ? '; the keys stay' : '';
  const replicas = changes
    .filter((change) => kindOf(change) === 'StatefulSet')
    .flatMap((change) => {
      if (change.operation === 'create') return [means('the first replica makes keys if there are none')];
      if (change.operation === 'delete') return [means(`no replica serves keys any more${kept}`)];
      if (change.operation === 'replace')
        return [means(`all replicas stop, then new ones start: nobody gets keys meanwhile${kept}`)];
      return [
        ...(rolls(change)
          ? [means(`rolls the replicas one after the other, while the others serve${kept}`)]
          : []),
        ...scaled(change, 'replicas of the keys'),
      ];
    });
  return [...data, ...replicas, ...networkOf(changes), ...doorsOf(changes)];
};
