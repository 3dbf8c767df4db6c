import type { Raw } from '../../settings';
import { hotelsDefaults } from './defaults';

/**
 * What is wrong between arguments or settings that are right by themselves; pure.
 *
 * @param given - the values that are set
 * @returns a line for each mistake, which starts with the name of an argument
 */
export function hotelsConflicts({ database, images, replicas }: Raw): readonly string[] {
  const sqlite = (database ?? hotelsDefaults.database) === 'sqlite';
  return [
    ...(sqlite && Number(replicas) > 1
      ? [
          `replicas is ${Number(replicas)}: it must be 1 with \`database: sqlite\`, since only one node at a time can use the file`,
        ]
      : []),
    ...(!sqlite && images === 'published'
      ? [
          'database is postgresql: it cannot be combined with the published images, which store their data in a file',
        ]
      : []),
  ];
}
