import type { AllSettings, Check } from './check';
import { noProviderSettings } from './provider-settings';
import { sameCluster } from './same-cluster';

/** All checks of the whole stack. Those of one system are in its entry in `systems.ts`. */
export const stackChecks: readonly Check<AllSettings>[] = [noProviderSettings, sameCluster];
