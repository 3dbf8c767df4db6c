import type { types } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

/** The key of the database's password in its Secret, and the name of the file that the Secret becomes in a container. */
export const passwordKey = 'password';

/** Where the containers that need the password mount its Secret. */
export const passwordMount = {
  name: 'password',
  mountPath: '/run/secrets/hotels-database',
  readOnly: true,
} as const;

/** The file with the password. */
export const passwordFile = `${passwordMount.mountPath}/${passwordKey}`;

/** The volume of a pod that holds the password. Only the group of the containers' user can read it. */
export function passwordVolume(secretName: pulumi.Input<string>): types.input.core.v1.Volume {
  return { name: passwordMount.name, secret: { secretName, defaultMode: 0o440 } };
}
