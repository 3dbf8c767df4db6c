import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';

/** The random bytes that a key is made of: as many as keycreator's hash of it has. */
const keyBytes = 32;

/** The name that the key has in its Secret. */
export const keyEntry = 'key';

/** The arguments of {@link TokensKeys}. */
export interface TokensKeysArgs {
  /** The namespace of the Secrets. */
  readonly namespace: pulumi.Input<string>;
  /** The labels of the Secrets. */
  readonly labels: Record<string, string>;
  /** Which of the random keys is the current one: the first is 1, and the one before is the previous. */
  readonly generation: number;
  /** A key to sign with instead of the random one, which then becomes the previous one. */
  readonly signingKey?: pulumi.Input<string> | undefined;
  /** A key that tokens of before are signed with, instead of the previous random one. */
  readonly previousSigningKey?: pulumi.Input<string> | undefined;
}

/** The keys that tokens are signed with, each in a Secret of its own that never changes: a new key is a new Secret. */
export class TokensKeys extends pulumi.ComponentResource {
  /** The name of the Secret of the key that creators sign with. */
  readonly current: pulumi.Output<string>;
  /** The name of the Secret of the key before, which verifiers still take; none before the first rotation. */
  readonly previous: pulumi.Output<string> | undefined;

  /**
   * @param name - the prefix of the resources
   * @param args - where they are, and which keys there are
   * @param opts - the options of the component
   */
  constructor(name: string, args: TokensKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:TokensKeys', name, {}, opts);

    const { generation, signingKey, previousSigningKey } = args;
    const child = { parent: this };

    const store = (resource: string, key: pulumi.Input<string>): pulumi.Output<string> => {
      const encoded = pulumi.secret(key).apply((plain) => Buffer.from(plain).toString('base64'));
      const secret = new k8s.core.v1.Secret(
        resource,
        {
          // Named by the provider: the one of before is there until no pod needs it any more.
          metadata: { namespace: args.namespace, labels: args.labels },
          immutable: true,
          type: 'Opaque',
          data: { [keyEntry]: encoded },
        },
        child,
      );
      return secret.metadata.name;
    };
    // Named by its generation, so that a rotation makes one key and keeps the one of before as it is.
    const generated = (which: number): pulumi.Output<string> => {
      const resource = `${name}-${which}`;
      return store(resource, new random.RandomBytes(resource, { length: keyBytes }, child).base64);
    };

    this.current = signingKey === undefined ? generated(generation) : store(`${name}-own`, signingKey);
    if (previousSigningKey !== undefined) {
      this.previous = store(`${name}-own-previous`, previousSigningKey);
    } else if (signingKey !== undefined) {
      // What the stack signed with before it was given a key of its own.
      this.previous = generated(generation);
    } else if (generation > 1) {
      this.previous = generated(generation - 1);
    }
    this.registerOutputs({ current: this.current, previous: this.previous });
  }
}
