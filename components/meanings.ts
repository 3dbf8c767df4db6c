import type { Meaning, Meanings, ResourceChange } from './change';
import { cryptoserverMeaning } from './cryptoserver/meaning';
import { hotelsMeaning } from './hotels/meaning';
import { searchMeaning } from './search/meaning';
import type { SystemName } from './systems';
import { tokensMeaning } from './tokens/meaning';

/** What changes of each system mean. Apart from `systems.ts`, whose deployment takes a second to load. */
const meanings: Readonly<Record<SystemName, Meanings>> = {
  cryptoserver: cryptoserverMeaning,
  tokens: tokensMeaning,
  hotels: hotelsMeaning,
  search: searchMeaning,
};

/** The names of the systems, as in `systems.ts`, but without loading how they are deployed. */
export const toldSystems: readonly string[] = Object.keys(meanings);

/** What changes mean for a system. */
export interface SystemMeaning extends Meaning {
  readonly system: string;
}

/**
 * Tells what changes of a stack mean, system by system, what loses data first.
 *
 * @param changes - all changes of the stack
 */
export function meaningsOf(changes: readonly ResourceChange[]): readonly SystemMeaning[] {
  const told = Object.entries(meanings).flatMap(([system, tell]) =>
    tell(changes.filter((change) => systemOf(change) === system)).map((meaning) => ({ system, ...meaning })),
  );
  return [...told.filter(({ loses }) => loses), ...told.filter(({ loses }) => !loses)];
}

/** The system of an object: its resource is named after it. */
function systemOf({ type, name }: ResourceChange): string | undefined {
  if (!type.startsWith('kubernetes:')) return undefined;
  return Object.keys(meanings).find((system) => name.startsWith(`${system}-`));
}
