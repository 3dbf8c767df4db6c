import { deployCryptoserver } from './cryptoserver/deploy';
import { cryptoserverSettings, oneSourceOfImage } from './cryptoserver/settings';
import { hotelsConflicts } from './hotels/conflicts';
import { deployHotels } from './hotels/deploy';
import { hotelsSettings } from './hotels/settings';
import { deploySearch } from './search/deploy';
import { addressGiven } from './search/load-balancer';
import { searchSettings } from './search/settings';
import type { System } from './system';
import { deployTokens } from './tokens/deploy';
import { tokensConflicts } from './tokens/conflicts';
import { oneKeyAtATime } from './tokens/key-generation';
import { tokensSettings } from './tokens/settings';

/** The systems that can be deployed. This is the only list of them. */
export const systems = [
  {
    name: 'cryptoserver',
    settings: cryptoserverSettings,
    rules: [oneSourceOfImage],
    deploy: deployCryptoserver,
  },
  {
    name: 'tokens',
    settings: tokensSettings,
    rules: [tokensConflicts],
    questions: [oneKeyAtATime],
    deploy: deployTokens,
  },
  { name: 'hotels', settings: hotelsSettings, rules: [hotelsConflicts], deploy: deployHotels },
  { name: 'search', settings: searchSettings, questions: [addressGiven], deploy: deploySearch },
] as const satisfies readonly System[];

/** The name of one of the systems. */
export type SystemName = (typeof systems)[number]['name'];

/** The names of the systems, in their order. */
export const systemNames: readonly SystemName[] = systems.map(({ name }) => name);
