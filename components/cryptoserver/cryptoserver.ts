import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

import {
  cryptoserverDefaults as defaults,
  cryptoserverRanges,
  servingDuringEvictions,
  webPort,
} from './defaults';
import type { SharedAccessMode } from './defaults';
import { imageContract } from './image-contract';
import { cryptoserverPod } from './pod';
import { cryptoserverScript } from './script';
import { checkArguments } from '../arguments';
import type { ImageKind } from '../images/kind';
import { notAwaited } from '../kubernetes/annotations';
import { ClosedNetwork } from '../kubernetes/closed-network';
import { dataClaim } from '../kubernetes/data-claim';
import { disruptionBudget } from '../kubernetes/disruption-budget';
import { fromAnywhere } from '../kubernetes/flows';
import { selectorLabels, standardLabels } from '../kubernetes/labels';
import { nodePortService } from '../kubernetes/node-port-service';
import { nodePortUrl } from '../kubernetes/node-url';
import { servicePort } from '../kubernetes/ports';

/** The names of the objects in the cluster, from the documents (docs/requirements.md#exercise-6-solution). */
const names = { app: 'cryptoserver', web: 'cryptoserver-web', claim: 'cryptodata' } as const;

/** The arguments of a {@link Cryptoserver}. */
export interface CryptoserverArgs {
  /** The namespace of all objects; it must exist. */
  readonly namespace: pulumi.Input<string>;
  /** The image that makes and serves the keys. */
  readonly image: pulumi.Input<string>;
  /** The kind of that image, which decides the default commands and the environment; default `ours`. */
  readonly imageKind?: ImageKind | undefined;
  /** The command that makes the keys file and then serves; default: the command of the image's kind. */
  readonly createCommand?: readonly string[] | undefined;
  /** The command that only serves; default: the command of the image's kind. */
  readonly serveCommand?: readonly string[] | undefined;
  /** How many seconds our image takes to make the keys, from 0 to 300; default 30. */
  readonly keysSeconds?: number | undefined;
  /** How many seconds the create command may take, beside `keysSeconds` with our image, from 10 to 3600; default 300. */
  readonly createSeconds?: number | undefined;
  /** How many keys, one a line, are published at least, from 1 to 1000; default 5. */
  readonly minimumKeys?: number | undefined;
  /** The SHA-256 digest of the only keys that are served, after they were made; default: any keys that are as recorded. */
  readonly keysDigest?: string | undefined;
  /** How many replicas serve, from 2 to 100; default 3: after the loss of one, the promised two still serve. */
  readonly replicas?: number | undefined;
  /** The storage class of the claim; default `standard`. The cluster refuses a later change. */
  readonly storageClass?: pulumi.Input<string> | undefined;
  /** The size of the claim; default `1Gi`. */
  readonly storage?: pulumi.Input<string> | undefined;
  /** Whether replicas share a node (`ReadWriteOnce`, the default) or spread over the nodes (`ReadWriteMany`). */
  readonly accessMode?: SharedAccessMode | undefined;
  /** The port of the service on every node; default: picked by the cluster. */
  readonly nodePort?: pulumi.Input<number> | undefined;
  /** The host name or address of the nodes, for the URL; default `127.0.0.1`. */
  readonly nodeAddress?: string | undefined;
  /** The shell script that both containers run; default: the content of `script.sh`. */
  readonly script?: string | undefined;
}

/**
 * Replicas that all serve the same keys. Exactly one replica makes the keys, once in the life of the volume. A disruption
 * budget keeps at least two replicas serving, or one of two.
 */
export class Cryptoserver extends pulumi.ComponentResource {
  /** The URL of the keys from outside the cluster: `http://<node>:<port>`. */
  readonly url: pulumi.Output<string>;
  /** The namespace of all objects. */
  readonly namespace: pulumi.Output<string>;
  /** The StatefulSet of the replicas. */
  readonly statefulSet: pulumi.Output<string>;
  /** The headless service, which gives each replica a DNS name. */
  readonly service: pulumi.Output<string>;
  /** The NodePort service in front of all replicas. */
  readonly webService: pulumi.Output<string>;
  /** The claim of the volume that holds the keys. */
  readonly claim: pulumi.Output<string>;
  /** The image that the replicas run. */
  readonly image: pulumi.Output<string>;
  /** How many replicas serve. */
  readonly replicas: pulumi.Output<number>;

  /**
   * @param name - the name of this installation, which prefixes the resources in the stack
   * @param args - where, of which image, how many, and on which storage
   * @param opts - the options of the component; a `provider` says which cluster
   * @throws pulumi.ResourceError when an argument is not in its range
   */
  constructor(name: string, args: CryptoserverArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:Cryptoserver', name, {}, opts);

    checkArguments(this, name, args, cryptoserverRanges);
    const { namespace, replicas = defaults.replicas, accessMode = defaults.accessMode } = args;
    const { imageKind = 'ours', keysSeconds = defaults.keysSeconds } = args;
    const contract = imageContract(imageKind, keysSeconds);
    const identity = { name: names.app, instance: name };
    const labels = standardLabels({ ...identity, component: 'server' });
    const selector = selectorLabels(identity);
    const child = { parent: this };

    const claim = dataClaim(
      `${name}-claim`,
      {
        metadata: {
          name: names.claim,
          namespace,
          labels: standardLabels({ ...identity, component: 'keys' }),
        },
        accessMode,
        storageClass: args.storageClass ?? defaults.storageClass,
        storage: args.storage ?? defaults.storage,
      },
      this,
    );

    const headless = new k8s.core.v1.Service(
      `${name}-headless`,
      {
        metadata: {
          name: names.app,
          namespace,
          labels,
          annotations: notAwaited,
        },
        spec: { selector, clusterIP: 'None', ports: [servicePort(webPort)] },
      },
      child,
    );
    const web = nodePortService(
      `${name}-web`,
      {
        metadata: { name: names.web, namespace, labels },
        selector,
        port: webPort,
        nodePort: args.nodePort,
      },
      child,
    );

    const budget = disruptionBudget(
      `${name}-budget`,
      {
        metadata: { name: names.app, namespace, labels },
        selector,
        replicas,
        minAvailable: servingDuringEvictions(replicas),
      },
      child,
    );

    const network = new ClosedNetwork(
      `${name}-network`,
      { namespace, identity, flows: [fromAnywhere({ name: names.app, pods: selector }, webPort)] },
      child,
    );

    const statefulSet = new k8s.apps.v1.StatefulSet(
      `${name}-replicas`,
      {
        metadata: { name: names.app, namespace, labels },
        spec: {
          serviceName: headless.metadata.name,
          replicas,
          // Each replica waits for the keys by itself, so it need not wait for the replica before it. The others also come
          // back when replica 0 cannot.
          podManagementPolicy: 'Parallel',
          updateStrategy: { type: 'RollingUpdate' },
          selector: { matchLabels: selector },
          template: {
            metadata: { labels },
            spec: cryptoserverPod({
              image: args.image,
              contract: {
                ...contract,
                createCommand: args.createCommand ?? contract.createCommand,
                serveCommand: args.serveCommand ?? contract.serveCommand,
              },
              script: args.script ?? cryptoserverScript(),
              createSeconds:
                (args.createSeconds ?? defaults.createSeconds) + (imageKind === 'ours' ? keysSeconds : 0),
              minimumKeys: args.minimumKeys ?? defaults.minimumKeys,
              keysDigest: args.keysDigest,
              claimName: claim.metadata.name,
              accessMode,
              selector,
            }),
          },
        },
      },
      { ...child, dependsOn: [...budget, network] },
    );

    this.url = nodePortUrl(web, args.nodeAddress);
    this.namespace = statefulSet.metadata.namespace;
    this.statefulSet = statefulSet.metadata.name;
    this.service = headless.metadata.name;
    this.webService = web.metadata.name;
    this.claim = claim.metadata.name;
    this.image = pulumi.output(args.image);
    this.replicas = statefulSet.spec.replicas;
    this.registerOutputs({
      url: this.url,
      namespace: this.namespace,
      statefulSet: this.statefulSet,
      service: this.service,
      webService: this.webService,
      claim: this.claim,
      image: this.image,
      replicas: this.replicas,
    });
  }
}
