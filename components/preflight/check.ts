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

/** What may go wrong, but need not: a line that says why and what to do then. */
export interface Doubt {
  readonly doubt: string;
}

/** What is worth knowing of an answer, such as the version of the cluster. */
export interface Fact {
  readonly fact: string;
}

/** What a check finds: a problem, as a line that says what is wrong and the way out; a doubt; or a fact. */
export type Finding = string | Doubt | Fact;

/**
 * A check before anything is changed. It need not care whether the cluster can be reached: {@link answersTo} does. It is well
 * when it finds no problem.
 */
export type Check<Settings> = (settings: Settings, before: Before) => Promise<readonly Finding[]>;

/** A check, and what it is about. */
export interface Question<Settings> {
  /** What holds when there is no problem, such as `the cluster is that of the last deployment`. */
  readonly holds: string;
  readonly check: Check<Settings>;
  /**
   * Whether the stack may be deployed without an answer by a user who may not read what the check reads; default: false, for what
   * would do harm.
   */
  readonly lenient?: boolean;
}

/** The checked settings of a stack: those of the whole stack, and a group for each system. */
export type AllSettings = CommonSettings & Readonly<Record<string, unknown>>;
