import type * as pulumi from '@pulumi/pulumi';

import type { Definitions, Rule } from '../settings';
import type { Target } from './target';

/** What a system has in the cluster once it is deployed. */
export interface Deployed {
  /** The URLs under which it is reached from outside the cluster, by the names of its servers. */
  readonly urls: Readonly<Record<string, pulumi.Output<string>>>;
  /** The names, counts and images of its objects: the stack's output of the system's name. */
  readonly objects: Readonly<Record<string, pulumi.Input<unknown>>>;
}

/** A system that a stack can have: an entry of `systems.ts`. */
export interface System {
  /** The name of its group of settings, of its output, and in the setting `systems`. */
  readonly name: string;
  /** The settings of its group. */
  readonly settings: Definitions;
  /** What has to hold between them; default: nothing. */
  readonly rules?: readonly Rule['check'][];
  /** Deploys it with the checked settings of its group. */
  readonly deploy: (settings: never, target: Target) => Deployed;
}
