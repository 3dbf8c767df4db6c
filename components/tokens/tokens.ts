import * as pulumi from '@pulumi/pulumi';

import { standardLabels } from '../kubernetes/labels';
import { checkArguments } from '../arguments';
import { tokensDefaults as defaults, tokensRanges } from './defaults';
import { TokensKeys } from './keys';
import { TokensWorkload } from './workload';

/** The arguments of {@link Tokens}. */
export interface TokensArgs {
  /** The namespace that everything goes to; it has to be there. */
  readonly namespace: pulumi.Input<string>;
  /** The image that makes tokens. */
  readonly creatorImage: pulumi.Input<string>;
  /** The image that verifies tokens. */
  readonly verifierImage: pulumi.Input<string>;
  /** The image that hashes the keys, in every pod of both. */
  readonly keycreatorImage: pulumi.Input<string>;
  /** How many pods make tokens; default 2. */
  readonly creatorReplicas?: number | undefined;
  /** How many pods verify tokens; default 3. */
  readonly verifierReplicas?: number | undefined;
  /**
   * Which of the stack's random keys signs; default 1. One more is a rotation: new tokens have the new key, and those of
   * before stay valid until the next rotation. Any other step leaves out a key that tokens are signed with.
   */
  readonly keyGeneration?: number | undefined;
  /** A key to sign with instead of a random one: text of at least 16 bytes. */
  readonly signingKey?: pulumi.Input<string> | undefined;
  /** The key before that one, whose tokens are still taken; default: the random one. */
  readonly previousSigningKey?: pulumi.Input<string> | undefined;
  /** What tokens name as their issuer, and the only one that is taken; default `shared-keys`. */
  readonly issuer?: string | undefined;
  /** The most seconds that a token can be asked to be valid for; default 3600. */
  readonly maxTtl?: number | undefined;
  /** The port of the creator's service on every node; default: one that the cluster picks. */
  readonly creatorNodePort?: pulumi.Input<number> | undefined;
  /** The port of the verifier's service on every node; default: one that the cluster picks. */
  readonly verifierNodePort?: pulumi.Input<number> | undefined;
  /** The host of the printed URLs; default `127.0.0.1`. */
  readonly nodeAddress?: string | undefined;
}

/**
 * A creator of tokens and a verifier of them, which share a key that no other program sees. Every pod hashes it by
 * itself before its program starts, and comes to the same hash.
 */
export class Tokens extends pulumi.ComponentResource {
  /** Where tokens are made: `http://<node>:<port>`. */
  readonly creatorUrl: pulumi.Output<string>;
  /** Where tokens are verified: `http://<node>:<port>`. */
  readonly verifierUrl: pulumi.Output<string>;
  /** The namespace of everything. */
  readonly namespace: pulumi.Output<string>;
  /** What makes tokens. */
  readonly creator: TokensWorkload;
  /** What verifies tokens. */
  readonly verifier: TokensWorkload;
  /** Which of the stack's random keys is the current one. */
  readonly keyGeneration: number;
  /** The images that run. */
  readonly images: pulumi.Output<{ creator: string; verifier: string; keycreator: string }>;

  /**
   * @param name - the name of this installation, which prefixes the resources in the stack
   * @param args - where, of which images, how many, and with which keys
   * @param opts - the options of the component; a `provider` says which cluster
   * @throws pulumi.ResourceError when an argument is not in its range
   */
  constructor(name: string, args: TokensArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:Tokens', name, {}, opts);

    checkArguments(this, name, args, tokensRanges);
    this.keyGeneration = args.keyGeneration ?? defaults.keyGeneration;
    const issuer = args.issuer ?? defaults.issuer;
    const identity = { name: 'tokens', instance: name };
    const child = { parent: this };
    const keys = new TokensKeys(
      `${name}-key`,
      {
        namespace: args.namespace,
        labels: standardLabels({ ...identity, component: 'keys' }),
        generation: this.keyGeneration,
        signingKey: args.signingKey,
        previousSigningKey: args.previousSigningKey,
      },
      child,
    );

    const shared = {
      namespace: args.namespace,
      identity,
      keycreatorImage: args.keycreatorImage,
      currentKey: keys.current,
      nodeAddress: args.nodeAddress,
    };
    this.verifier = new TokensWorkload(
      `${name}-verifier`,
      {
        ...shared,
        role: 'verifier',
        image: args.verifierImage,
        previousKey: keys.previous,
        env: { ISSUER: issuer },
        replicas: args.verifierReplicas ?? defaults.verifierReplicas,
        nodePort: args.verifierNodePort,
      },
      child,
    );
    this.creator = new TokensWorkload(
      `${name}-creator`,
      {
        ...shared,
        role: 'creator',
        image: args.creatorImage,
        env: { ISSUER: issuer, MAX_TTL: String(args.maxTtl ?? defaults.maxTtl) },
        replicas: args.creatorReplicas ?? defaults.creatorReplicas,
        nodePort: args.creatorNodePort,
      },
      // Every verifier knows a new key before the first creator signs with it.
      { ...child, dependsOn: [this.verifier] },
    );

    this.creatorUrl = this.creator.url;
    this.verifierUrl = this.verifier.url;
    this.namespace = pulumi.output(args.namespace);
    this.images = pulumi.output({
      creator: args.creatorImage,
      verifier: args.verifierImage,
      keycreator: args.keycreatorImage,
    });
    this.registerOutputs({
      creatorUrl: this.creatorUrl,
      verifierUrl: this.verifierUrl,
      namespace: this.namespace,
      keyGeneration: this.keyGeneration,
      images: this.images,
    });
  }
}
