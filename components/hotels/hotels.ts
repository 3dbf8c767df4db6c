import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

import { checkArguments, refuse } from '../arguments';
import { ClosedNetwork } from '../kubernetes/closed-network';
import { disruptionBudget } from '../kubernetes/disruption-budget';
import { hotelsClaim } from './claim';
import type { HotelsStorage } from './claim';
import { databaseParty, HotelsDatabase } from './database';
import { hotelsConflicts } from './conflicts';
import { hotelsDefaults as defaults, hotelsRanges, webPort } from './defaults';
import type { HotelsDatabaseKind } from './defaults';
import { hotelsFlows } from './flows';
import { hotelsContract } from './image-contract';
import { hotelsPod } from './pod';
import type { HotelsPodDatabase } from './pod';
import type { ImageKind } from '../images/kind';
import type { KeptObjects } from '../kubernetes/kept-objects';
import { selectorLabels, standardLabels } from '../kubernetes/labels';
import { nodePortService } from '../kubernetes/node-port-service';
import { nodePortUrl } from '../kubernetes/node-url';

/** The names of the objects in the cluster. */
const names = { app: 'hotels', claim: 'hotels-data' } as const;

/** The arguments of {@link Hotels}. */
export interface HotelsArgs extends HotelsStorage {
  /** The namespace of all objects; it must exist. */
  readonly namespace: pulumi.Input<string>;
  /** The image of the backend, which also contains the migrations. */
  readonly backendImage: pulumi.Input<string>;
  /** The image of the page. */
  readonly frontendImage: pulumi.Input<string>;
  /** The kind of those two images, which decides ports, environment, folders and probes; default `ours`. */
  readonly imageKind?: ImageKind | undefined;
  /** Where the hotels are stored: in a SQLite file on a volume (the default), or on a PostgreSQL server in the namespace. */
  readonly database?: HotelsDatabaseKind | undefined;
  /** The image of the PostgreSQL server; needed only with `postgresql`. */
  readonly postgresImage?: pulumi.Input<string> | undefined;
  /** The database file; its folder is the volume. Default `/data/hotels.db`. */
  readonly dbPath?: string | undefined;
  /** The table of the hotels; default `hotels`. */
  readonly dbTable?: string | undefined;
  /** How many pods serve, from 1 to 20; default 1. More than one needs PostgreSQL. */
  readonly replicas?: number | undefined;
  /** How many seconds a new version may take until it serves, from 10 to 3600; default 120. Later, the update fails. */
  readonly rolloutSeconds?: number | undefined;
  /** The port of the service on every node; default: picked by the cluster. */
  readonly nodePort?: pulumi.Input<number> | undefined;
  /** The Secrets that are there already, whose password of PostgreSQL is used again; default: none. */
  readonly kept?: KeptObjects | undefined;
  /** The host name or address of the nodes, for the URL; default `127.0.0.1`. */
  readonly nodeAddress?: string | undefined;
}

/**
 * The hotels: a page and its backend, deployed together in one pod. The migrations run before either starts. If they fail, the
 * new pod never serves and the old one continues.
 */
export class Hotels extends pulumi.ComponentResource {
  /** The URL of the page from outside the cluster: `http://<node>:<port>`. */
  readonly url: pulumi.Output<string>;
  /** The namespace of all objects. */
  readonly namespace: pulumi.Output<string>;
  /** The Deployment of the page and the backend. */
  readonly deployment: pulumi.Output<string>;
  /** The NodePort service in front of the page. */
  readonly service: pulumi.Output<string>;
  /** The ConfigMap of the migrations and the backend. */
  readonly settings: pulumi.Output<string>;
  /** The claim of the volume that holds the hotels. */
  readonly claim: pulumi.Output<string>;
  /** The StatefulSet of the PostgreSQL server; `undefined` with SQLite. */
  readonly databaseStatefulSet: pulumi.Output<string> | undefined;
  /** How many pods serve. */
  readonly replicas: pulumi.Output<number>;
  /** The images that run. */
  readonly images: pulumi.Output<{ backend: string; frontend: string; postgres?: string }>;

  /**
   * @param name - the name of this installation, which prefixes the resources in the stack
   * @param args - the namespace, the images and the database
   * @param opts - the options of the component; a `provider` says which cluster
   * @throws pulumi.ResourceError when an argument is not in its range, or cannot be combined with another one
   */
  constructor(name: string, args: HotelsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:Hotels', name, {}, opts);

    checkArguments(this, name, args, hotelsRanges);
    const { database, imageKind: images, postgresImage } = args;
    const [conflict] = hotelsConflicts({ database, images, replicas: args.replicas });
    if (conflict !== undefined) refuse(this, name, conflict);
    if (database === 'postgresql' && postgresImage === undefined)
      refuse(this, name, 'postgresImage is not set: it must be the image of the PostgreSQL server');

    const { namespace, replicas = defaults.replicas, rolloutSeconds = defaults.rolloutSeconds } = args;
    const identity = { name: names.app, instance: name };
    const labels = standardLabels({ ...identity, component: 'web' });
    const selector = selectorLabels(identity);
    const child = { parent: this };
    const contract = hotelsContract(args.imageKind ?? 'ours');

    const network = new ClosedNetwork(
      `${name}-network`,
      {
        namespace,
        identity,
        flows: hotelsFlows(
          { name: names.app, pods: selector },
          contract.frontend.port,
          database === 'postgresql' ? databaseParty(`${name}-database`) : undefined,
        ),
      },
      child,
    );

    const data = this.makeDatabase(name, args, network);
    // Immutable and named by Pulumi: changed settings are a new ConfigMap, and its new name rolls the pods.
    const settings = new k8s.core.v1.ConfigMap(
      `${name}-settings`,
      {
        metadata: { namespace, labels },
        immutable: true,
        data: pulumi
          .output(data.settings)
          .apply((place) => ({ ...place, DB_TABLE: args.dbTable ?? defaults.dbTable })),
      },
      child,
    );

    const { files } = contract.frontend;
    const frontendFiles =
      files &&
      new k8s.core.v1.ConfigMap(
        `${name}-frontend`,
        { metadata: { namespace, labels }, immutable: true, data: { ...files.files } },
        child,
      );

    const metadata = { name: names.app, namespace, labels };
    const service = nodePortService(
      `${name}-web`,
      { metadata, selector, port: webPort, nodePort: args.nodePort },
      child,
    );

    const budget = disruptionBudget(`${name}-budget`, { metadata, selector, replicas }, child);

    const deployment = new k8s.apps.v1.Deployment(
      `${name}-pods`,
      {
        metadata,
        spec: {
          replicas,
          // The old pod serves while the new one migrates, and is stopped only when the new one is ready.
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          progressDeadlineSeconds: rolloutSeconds,
          revisionHistoryLimit: 2,
          selector: { matchLabels: selector },
          template: {
            metadata: { labels },
            spec: hotelsPod({
              backendImage: args.backendImage,
              frontendImage: args.frontendImage,
              contract,
              settings: settings.metadata.name,
              frontendFiles: frontendFiles?.metadata.name,
              database: data.pod,
              selector,
            }),
          },
        },
      },
      {
        ...child,
        dependsOn: [...budget, network, ...data.ready],
        // The cluster's deadline comes first, since it reports the reason. The provider waits a little longer.
        customTimeouts: { create: `${rolloutSeconds + 5}s`, update: `${rolloutSeconds + 5}s` },
      },
    );

    this.url = nodePortUrl(service, args.nodeAddress);
    this.namespace = deployment.metadata.namespace;
    this.deployment = deployment.metadata.name;
    this.service = service.metadata.name;
    this.settings = settings.metadata.name;
    this.claim = data.claim;
    this.databaseStatefulSet = data.statefulSet;
    this.replicas = deployment.spec.replicas;
    const { backendImage: backend, frontendImage: frontend, postgresImage: postgres } = args;
    this.images = pulumi.output(
      data.statefulSet === undefined || postgres === undefined
        ? { backend, frontend }
        : { backend, frontend, postgres },
    );
    this.registerOutputs({
      url: this.url,
      namespace: this.namespace,
      deployment: this.deployment,
      service: this.service,
      settings: this.settings,
      claim: this.claim,
      databaseStatefulSet: this.databaseStatefulSet,
      replicas: this.replicas,
      images: this.images,
    });
  }

  /** Makes the database or its volume; returns how the pods reach it. */
  private makeDatabase(name: string, args: HotelsArgs, network: ClosedNetwork): HotelsData {
    const { namespace, storageClass, storage, kept, postgresImage: image } = args;
    if (args.database === 'postgresql' && image !== undefined) {
      const server = new HotelsDatabase(
        `${name}-database`,
        { namespace, image, storageClass, storage, kept },
        { parent: this, dependsOn: [network] },
      );
      const { settings, passwordSecret, claim, statefulSet } = server;
      return { settings, pod: { passwordSecret }, claim, statefulSet, ready: [server] };
    }
    const path = args.dbPath ?? defaults.dbPath;
    const labels = standardLabels({ name: names.app, instance: name, component: 'data' });
    const made = hotelsClaim(`${name}-claim`, { name: names.claim, namespace, labels }, args, this);
    const claimName = made.metadata.name;
    return { settings: { DB_PATH: path }, pod: { path, claimName }, claim: claimName, ready: [] };
  }
}

/** The place of the hotels' data. */
interface HotelsData {
  /** The settings of the migrations and the backend for it. */
  readonly settings: pulumi.Input<Record<string, string>>;
  readonly pod: HotelsPodDatabase;
  readonly claim: pulumi.Output<string>;
  readonly statefulSet?: pulumi.Output<string>;
  /** The resources that must exist before the pods. */
  readonly ready: readonly pulumi.Resource[];
}
