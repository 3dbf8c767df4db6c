import type { AllSettings, Check } from './check';

/** The cluster answers. Otherwise each resource would report it in words of its own, or wait. */
const isReachable: Check<AllSettings> = async (_, { cluster }) => {
  await cluster.id();
  return [];
};

/** All checks of the whole stack. Those of one system are in its entry in `systems.ts`. */
export const stackChecks: readonly Check<AllSettings>[] = [isReachable];
