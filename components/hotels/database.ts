import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';

import { hotelsClaim } from './claim';
import type { HotelsStorage } from './claim';
import { databasePort as port } from './defaults';
import { passwordFile, passwordKey, passwordMount, passwordVolume } from './password';
import { foundValue, notAwaited } from '../kubernetes/annotations';
import { container } from '../kubernetes/container';
import type { Party } from '../kubernetes/flows';
import type { KeptObjects } from '../kubernetes/kept-objects';
import { selectorLabels, standardLabels } from '../kubernetes/labels';
import { hardenedPod } from '../kubernetes/pod-security';
import { servicePort } from '../kubernetes/ports';
import { probes } from '../kubernetes/probes';
import { scratch, tmp } from '../kubernetes/scratch';

const names = { app: 'hotels-database', claim: 'hotels-database' } as const;
const dataPath = '/data';
const socket = scratch('socket', '/run/postgresql', '1Mi');

/** The arguments of a {@link HotelsDatabase}. */
export interface HotelsDatabaseArgs extends HotelsStorage {
  /** The namespace of all objects; it must exist. */
  readonly namespace: pulumi.Input<string>;
  /** The image that is built from `images/postgres`. */
  readonly image: pulumi.Input<string>;
  /** The Secrets that are there, whose password is used again; default: none. */
  readonly kept?: KeptObjects | undefined;
}

/** The name and instance of a server by the name of its component. */
function identityOf(name: string) {
  return { name: 'postgresql', instance: name };
}

/** The pod of the server of a {@link HotelsDatabase} with a name, for what may be connected to it. */
export function databaseParty(name: string): Party {
  return { name: 'database', pods: selectorLabels(identityOf(name)) };
}

/**
 * A PostgreSQL server with one database and the role that owns it, both named `hotels`. The password is generated here. The
 * server sets it at each start, so a kept volume works with a new password too.
 */
export class HotelsDatabase extends pulumi.ComponentResource {
  /** The backend's settings for it: host, port, database and user. */
  readonly settings: pulumi.Output<Record<string, string>>;
  /** The Secret that holds the password under {@link passwordKey}. */
  readonly passwordSecret: pulumi.Output<string>;
  /** The StatefulSet of the server. */
  readonly statefulSet: pulumi.Output<string>;
  /** The claim of its volume. */
  readonly claim: pulumi.Output<string>;

  /**
   * @param name - the name of this installation, which prefixes the resources in the stack
   * @param args - the namespace, the image and the storage
   * @param opts - the options of the component
   */
  constructor(name: string, args: HotelsDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:HotelsDatabase', name, {}, opts);

    const { namespace } = args;
    const identity = identityOf(name);
    const labels = standardLabels({ ...identity, component: 'database' });
    const selector = selectorLabels(identity);
    const child = { parent: this };

    // Letters and digits only: the password becomes part of an SQL statement and of a connection URL.
    const generated = [`${name}-password`, `${name}-login`] as const;
    const type = 'random:index/randomPassword:RandomPassword';
    const kept = args.kept?.generated(type, ...generated, passwordKey);
    const password =
      kept ?? new random.RandomPassword(generated[0], { length: 32, special: false }, child).result;
    // Immutable and named by Pulumi: a new password is a new Secret, and its new name rolls the pods.
    const secret = new k8s.core.v1.Secret(
      generated[1],
      {
        metadata: { namespace, labels, annotations: kept === undefined ? {} : foundValue },
        immutable: true,
        stringData: { [passwordKey]: password },
      },
      child,
    );
    const claim = hotelsClaim(`${name}-claim`, { name: names.claim, namespace, labels }, args, this);
    const service = new k8s.core.v1.Service(
      `${name}-server`,
      {
        metadata: { name: names.app, namespace, labels, annotations: notAwaited },
        spec: {
          selector,
          // Not headless: its address never changes, but a DNS record would point to the old pod until it expires.
          type: 'ClusterIP',
          ports: [servicePort(port)],
        },
      },
      child,
    );
    const statefulSet = new k8s.apps.v1.StatefulSet(
      `${name}-server`,
      {
        metadata: { name: names.app, namespace, labels },
        spec: {
          serviceName: service.metadata.name,
          // More replicas would be separate databases. With one pod, a disruption budget has no effect.
          replicas: 1,
          selector: { matchLabels: selector },
          template: {
            metadata: { labels },
            spec: databasePod(args.image, secret.metadata.name, claim.metadata.name),
          },
        },
      },
      child,
    );

    this.settings = service.metadata.name.apply((host): Record<string, string> => ({
      DB_HOST: host,
      DB_PORT: String(port.number),
      DB_NAME: 'hotels',
      DB_USER: 'hotels',
    }));
    this.passwordSecret = secret.metadata.name;
    this.statefulSet = statefulSet.metadata.name;
    this.claim = claim.metadata.name;
    this.registerOutputs({
      settings: this.settings,
      passwordSecret: this.passwordSecret,
      statefulSet: this.statefulSet,
      claim: this.claim,
    });
  }
}

/** The specification of the server's pod. */
function databasePod(
  image: pulumi.Input<string>,
  secretName: pulumi.Input<string>,
  claimName: pulumi.Input<string>,
): k8s.types.input.core.v1.PodSpec {
  // Over TCP, which the server opens only after the recovery at its start.
  const ready = ['pg_isready', '--quiet', '--host=127.0.0.1', `--port=${port.number}`];
  // Status 1: it refuses connections, as while it recovers after one of its processes has crashed. It needs time for that.
  const alive = ['sh', '-c', '"$@" || [ $? -eq 1 ]', 'alive', ...ready];
  return {
    ...hardenedPod(),
    // A fast shutdown: the server ends all sessions at once, then writes what is in memory.
    terminationGracePeriodSeconds: 60,
    containers: [
      // Without a sleep before it stops: clients connect again, and the sooner the next server starts, the better.
      container({
        name: 'postgresql',
        image,
        env: { DATA_PATH: dataPath, DB_NAME: 'hotels', DB_PASSWORD_FILE: passwordFile },
        port,
        probes: probes({
          // The recovery after a crash can take its time.
          started: { exec: { command: alive }, timeoutSeconds: 3, failureThreshold: 120 },
          ready: { exec: { command: ready }, timeoutSeconds: 3 },
          alive: { exec: { command: alive }, timeoutSeconds: 5 },
        }),
        volumeMounts: [{ name: 'data', mountPath: dataPath }, socket.mount, tmp.mount, passwordMount],
        resources: { cpu: '50m', memory: '128Mi', memoryLimit: '512Mi' },
      }),
    ],
    volumes: [
      { name: 'data', persistentVolumeClaim: { claimName } },
      socket.volume,
      tmp.volume,
      passwordVolume(secretName),
    ],
  };
}
