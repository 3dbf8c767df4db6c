import * as pulumi from '@pulumi/pulumi';

import type { KeptObjects } from '../kubernetes/kept-objects';
import { ClosedNetwork } from '../kubernetes/closed-network';
import { fromAnywhere } from '../kubernetes/flows';
import { selectorLabels, standardLabels } from '../kubernetes/labels';
import { checkArguments, refuse } from '../arguments';
import { tokensConflicts } from './conflicts';
import { tokensDefaults as defaults, tokensPorts, tokensRanges, type TokensRole } from './defaults';
import { TokensKeys } from './keys';
import { TokensWorkload } from './workload';

/** The arguments of {@link Tokens}. */
export interface TokensArgs {
  /** The namespace of all objects; it must exist. */
  readonly namespace: pulumi.Input<string>;
  /** The image that makes tokens. */
  readonly creatorImage: pulumi.Input<string>;
  /** The image that verifies tokens. */
  readonly verifierImage: pulumi.Input<string>;
  /** The image that hashes the keys in every pod. */
  readonly keycreatorImage: pulumi.Input<string>;
  /** How many pods make tokens; default 2. */
  readonly creatorReplicas?: number | undefined;
  /** How many pods verify tokens; default 3. */
  readonly verifierReplicas?: number | undefined;
  /**
   * The number of the random key that signs; default 1. Adding 1 rotates the key: new tokens are signed with the new key, and
   * those of the key before it stay valid. Any other change drops a key that valid tokens are signed with.
   */
  readonly keyGeneration?: number | undefined;
  /** The number of the oldest random key whose tokens are accepted; default: the one before {@link keyGeneration}. */
  readonly oldestGeneration?: number | undefined;
  /** A key to sign with instead of a random one: text of at least 32 bytes. */
  readonly signingKey?: pulumi.Input<string> | undefined;
  /** The key that signed before, whose tokens are still accepted; default: the random key. */
  readonly previousSigningKey?: pulumi.Input<string> | undefined;
  /** The Secrets that are there already, whose random keys are used again; default: none. */
  readonly kept?: KeptObjects | undefined;
  /** The issuer named in tokens; the verifier accepts no other. Default `shared-keys`. */
  readonly issuer?: string | undefined;
  /** The longest lifetime of a token in seconds; default 3600. Creators make none that is longer, and verifiers accept none. */
  readonly maxTtl?: number | undefined;
  /** The port of the creator's service on every node; default: picked by the cluster. */
  readonly creatorNodePort?: pulumi.Input<number> | undefined;
  /** The port of the verifier's service on every node; default: picked by the cluster. */
  readonly verifierNodePort?: pulumi.Input<number> | undefined;
  /** The host name or address of the nodes, for the URLs; default `127.0.0.1`. */
  readonly nodeAddress?: string | undefined;
}

/**
 * A creator and a verifier of tokens, which share a key that no other program sees. Each pod hashes the key before its server
 * starts, and all pods get the same hash.
 */
export class Tokens extends pulumi.ComponentResource {
  /** The URL of the creator: `http://<node>:<port>`. */
  readonly creatorUrl: pulumi.Output<string>;
  /** The URL of the verifier: `http://<node>:<port>`. */
  readonly verifierUrl: pulumi.Output<string>;
  /** The namespace of all objects. */
  readonly namespace: pulumi.Output<string>;
  /** The creator. */
  readonly creator: TokensWorkload;
  /** The verifier. */
  readonly verifier: TokensWorkload;
  /** The number of the current random key. */
  readonly keyGeneration: number;
  /** The images that run. */
  readonly images: pulumi.Output<{ creator: string; verifier: string; keycreator: string }>;

  /**
   * @param name - the name of this installation, which prefixes the resources in the stack
   * @param args - the namespace, the images, the replicas and the keys
   * @param opts - the options of the component; a `provider` says which cluster
   * @throws pulumi.ResourceError when an argument is not in its range
   */
  constructor(name: string, args: TokensArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:Tokens', name, {}, opts);

    checkArguments(this, name, args, tokensRanges);
    const [conflict] = tokensConflicts({ ...args });
    if (conflict !== undefined) refuse(this, name, conflict);
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
        oldest: args.oldestGeneration,
        signingKey: args.signingKey,
        previousSigningKey: args.previousSigningKey,
        kept: args.kept,
      },
      child,
    );

    const door = (role: TokensRole) =>
      fromAnywhere({ name: role, pods: selectorLabels({ ...identity, component: role }) }, tokensPorts[role]);
    const network = new ClosedNetwork(
      `${name}-network`,
      { namespace: args.namespace, identity, flows: [door('verifier'), door('creator')] },
      child,
    );

    const shared = {
      namespace: args.namespace,
      identity,
      keycreatorImage: args.keycreatorImage,
      // Both have the same bound, so creators make no token that verifiers refuse.
      env: { ISSUER: issuer, MAX_TTL: String(args.maxTtl ?? defaults.maxTtl) },
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
        replicas: args.verifierReplicas ?? defaults.verifierReplicas,
        nodePort: args.verifierNodePort,
      },
      { ...child, dependsOn: [network] },
    );
    this.creator = new TokensWorkload(
      `${name}-creator`,
      {
        ...shared,
        role: 'creator',
        image: args.creatorImage,
        replicas: args.creatorReplicas ?? defaults.creatorReplicas,
        nodePort: args.creatorNodePort,
      },
      // All verifiers must know a new key before the first creator signs with it.
      { ...child, dependsOn: [network, this.verifier] },
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
