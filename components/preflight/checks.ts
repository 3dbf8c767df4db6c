import type { AllSettings, Check } from './check';
import { dataStays } from './data-stays';
import { nothingGone } from './nothing-gone';
import { oneSystemEach } from './one-system-each';
import { ownNamespaces } from './own-namespaces';
import { notOlder } from './program';
import { noProviderSettings } from './provider-settings';
import { ownRules, rulesAllowed } from './rules-in-cluster';
import { sameCluster } from './same-cluster';

/** All checks of the whole stack. Those of one system are in its entry in `systems.ts`. */
export const stackChecks: readonly Check<AllSettings>[] = [
  noProviderSettings,
  notOlder,
  oneSystemEach,
  sameCluster,
  ownNamespaces,
  dataStays,
  nothingGone,
  rulesAllowed,
  ownRules,
];
