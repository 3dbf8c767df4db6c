import type * as pulumi from '@pulumi/pulumi';

import type { Definitions, Rule } from '../settings';
import type { Question } from './preflight/check';
import type { Target } from './target';

/** What the deployment of a system gives. */
export interface Deployed {
  /** The URLs of its servers from outside the cluster, by the servers' names. */
  readonly urls: Readonly<Record<string, pulumi.Output<string>>>;
  /** The names, replica counts and images of its objects: the stack's output under the system's name. */
  readonly objects: Readonly<Record<string, pulumi.Input<unknown>>>;
}

/** A system that can be deployed: an entry of `systems.ts`. */
export interface System {
  /** Its name: that of its group of settings, of its output, and in the setting `systems`. */
  readonly name: string;
  /** The settings of its group. */
  readonly settings: Definitions;
  /** The rules for settings that depend on each other; default: none. */
  readonly rules?: readonly Rule['check'][];
  /** What is asked of what is there already, before anything is changed; default: nothing. */
  readonly questions?: readonly Question<never>[];
  /** Deploys it with the checked settings of its group, to a target. */
  readonly deploy: (settings: never, target: Target) => Deployed;
}
