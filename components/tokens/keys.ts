import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';

import { foundValue } from '../kubernetes/annotations';
import type { KeptObjects } from '../kubernetes/kept-objects';

/** The random bytes that a key is made of: as many as keycreator's hash of it has. */
const keyBytes = 32;

/** The key of a signing key in its Secret. */
export const keyEntry = 'key';

/** The arguments of {@link TokensKeys}. */
export interface TokensKeysArgs {
  /** The namespace of the Secrets. */
  readonly namespace: pulumi.Input<string>;
  /** The labels of the Secrets. */
  readonly labels: Record<string, string>;
  /** The number of the random key that is current, from 1; the previous key is that of the number before. */
  readonly generation: number;
  /** The number of the oldest random key whose tokens are accepted; default: any. */
  readonly oldest?: number | undefined;
  /** A key to sign with instead of the random key, which then becomes the previous key. */
  readonly signingKey?: pulumi.Input<string> | undefined;
  /** The previous key, instead of the random one. */
  readonly previousSigningKey?: pulumi.Input<string> | undefined;
  /** The Secrets that are there, whose random keys are used again; default: none. */
  readonly kept?: KeptObjects | undefined;
}

/** The signing keys of tokens. Each is in an immutable Secret, so a new key is a new Secret. */
export class TokensKeys extends pulumi.ComponentResource {
  /** The name of the Secret of the current key, which creators sign with. */
  readonly current: pulumi.Output<string>;
  /** The name of the Secret of the previous key, which verifiers still accept; none before the first rotation, and when it is retired. */
  readonly previous: pulumi.Output<string> | undefined;

  /**
   * @param name - the prefix of the resources
   * @param args - the namespace and the keys
   * @param opts - the options of the component
   */
  constructor(name: string, args: TokensKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:TokensKeys', name, {}, opts);

    const { generation, signingKey, previousSigningKey } = args;
    const child = { parent: this };

    const store = (resource: string, key: pulumi.Input<string>, annotations = {}): pulumi.Output<string> => {
      const encoded = pulumi.secret(key).apply((plain) => Buffer.from(plain).toString('base64'));
      const secret = new k8s.core.v1.Secret(
        resource,
        {
          // Named by the provider, so the old Secret can stay until no pod needs it.
          metadata: { namespace: args.namespace, labels: args.labels, annotations },
          immutable: true,
          type: 'Opaque',
          data: { [keyEntry]: encoded },
        },
        child,
      );
      return secret.metadata.name;
    };
    // Named by its generation, so a rotation makes one new key and keeps the previous key unchanged.
    const generated = (which: number): pulumi.Output<string> => {
      const resource = `${name}-${which}`;
      const type = 'random:index/randomBytes:RandomBytes';
      const kept = args.kept?.generated(type, resource, resource, keyEntry);
      if (kept !== undefined) return store(resource, kept, foundValue);
      return store(resource, new random.RandomBytes(resource, { length: keyBytes }, child).base64);
    };

    const accepted = (which: number): pulumi.Output<string> | undefined =>
      which >= Math.max(args.oldest ?? 1, 1) ? generated(which) : undefined;

    this.current = signingKey === undefined ? generated(generation) : store(`${name}-own`, signingKey);
    if (previousSigningKey !== undefined) {
      this.previous = store(`${name}-own-previous`, previousSigningKey);
    } else if (signingKey !== undefined) {
      // The stack signed with this key before it set one itself.
      this.previous = accepted(generation);
    } else {
      this.previous = accepted(generation - 1);
    }
    this.registerOutputs({ current: this.current, previous: this.previous });
  }
}
