import type { types } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { keyEntry } from './keys';

/** The key that signs, and the one before it. */
type Which = 'current' | 'previous';

/** The names of the Secrets of a pod's keys. */
export interface KeySecrets {
  readonly current: pulumi.Input<string>;
  /** Undefined for a pod that does not get it. */
  readonly previous: pulumi.Input<string> | undefined;
}

const volumeOf = (which: Which): string => `signing-key-${which}`;
const folderOf = (which: Which): string => `/run/secrets/tokens-${which}`;

/** The file in which keycreator finds a key. */
export function keyFile(which: Which): string {
  return `${folderOf(which)}/${keyEntry}`;
}

/**
 * The volumes of the keys. The kubelet keeps them in memory, while the container runtime keeps variables on the disk. Only the group
 * of the containers' user can read them.
 */
export function keyVolumes(secrets: KeySecrets): types.input.core.v1.Volume[] {
  return listed(secrets).map(({ which, secretName }) => ({
    name: volumeOf(which),
    secret: { secretName, defaultMode: 0o440 },
  }));
}

/** Where keycreator mounts those volumes; no other container does. */
export function keyMounts(secrets: KeySecrets): types.input.core.v1.VolumeMount[] {
  return listed(secrets).map(({ which }) => ({
    name: volumeOf(which),
    mountPath: folderOf(which),
    readOnly: true,
  }));
}

function listed({ current, previous }: KeySecrets): { which: Which; secretName: pulumi.Input<string> }[] {
  const first = { which: 'current', secretName: current } as const;
  return previous === undefined ? [first] : [first, { which: 'previous', secretName: previous }];
}
