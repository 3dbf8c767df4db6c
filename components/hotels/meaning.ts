import type { Meaning, Meanings, ResourceChange } from '../change';
import { dataOf, doorsOf, kindOf, means, networkOf, rolls, scaled } from '../kubernetes/changes';

/** What changes of the hotels mean for their guests. */
export const hotelsMeaning: Meanings = (changes) => {
  const data = [...dataOf(changes, 'hotels'), ...elsewhere(changes)];
  const kept = data.length === 0 ? '; the hotels stay' : '';
  const pods = changes
    .filter((change) => kindOf(change) === 'Deployment')
    .flatMap((change) => {
      if (change.operation === 'create') return [means('the migrations run, then the page opens')];
      if (change.operation === 'delete') return [means(`the page is closed${kept}`)];
      if (change.operation === 'replace')
        return [means(`the page is closed until the migrations have run in a new pod${kept}`)];
      return [
        ...(rolls(change)
          ? [means(`runs the migrations in a new pod, while the old one serves until it is ready${kept}`)]
          : []),
        ...scaled(change, 'pods of the hotels'),
      ];
    });
  const server = changes
    .filter((change) => kindOf(change) === 'StatefulSet' && change.operation !== 'create')
    .filter((change) => change.operation === 'delete' || rolls(change))
    .map(({ operation }) =>
      means(
        operation === 'delete'
          ? 'the PostgreSQL server goes'
          : `the PostgreSQL server starts again: the hotels pause for seconds${kept}`,
      ),
    );
  return [...data, ...pods, ...server, ...networkOf(changes), ...doorsOf(changes)];
};

/** The settings of the backend are a ConfigMap: its entries name the database and the table. */
function elsewhere(changes: readonly ResourceChange[]): Meaning[] {
  const settings = changes.filter(({ name }) => name === 'hotels-settings');
  const places = settings
    .flatMap(({ properties }) => properties.map(({ path }) => path))
    .filter((path) => path.startsWith('data.'))
    .map((path) => path.replace('data.', ''));
  if (places.length === 0) return [];
  return [
    means(
      `reads the hotels from another place (${places.join(', ')}): those in the old one stay there, unseen`,
    ),
  ];
}
