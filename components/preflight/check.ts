import type { CommonSettings } from '../stack-settings';
import type { Cluster } from './cluster';
import type { LastDeployment } from './deployed';

/** What was there before this run. */
export interface Before {
  /** What the state of the stack has of the deployments before. */
  readonly last: LastDeployment;
  /** The cluster that the settings lead to, which may be another one than before, or out of reach. */
  readonly cluster: Cluster;
}

/**
 * A check before anything is changed. It returns the problems, each a line that says what is wrong and the way out. It need not
 * care whether the cluster can be reached: {@link preflight} does.
 */
export type Check<Settings> = (settings: Settings, before: Before) => Promise<readonly string[]>;

/** The checked settings of a stack: those of the whole stack, and a group for each system. */
export type AllSettings = CommonSettings & Readonly<Record<string, unknown>>;
