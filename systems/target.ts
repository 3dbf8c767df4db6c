import type * as pulumi from '@pulumi/pulumi';

import type { BuiltImageArgs } from '../components/image';

/** Where the systems go, the same for all of them. */
export interface Target {
  /** The options of every component: the provider of the cluster, unless it is the default one. */
  readonly options: pulumi.ComponentResourceOptions;
  /** Where images are pushed to, as whom, and for which platforms. */
  readonly builds: BuiltImageArgs;
  /** The host under which the nodes are reached. */
  readonly nodeAddress: string;
}
