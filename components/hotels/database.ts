import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';

import { hotelsClaim } from './claim';
import type { HotelsStorage } from './claim';
import { passwordKey } from './pod';
import { selectorLabels, standardLabels } from '../kubernetes/labels';
import { hardenedContainer, hardenedPod } from '../kubernetes/pod-security';

const names = { app: 'hotels-database', claim: 'hotels-database' } as const;
const port = 5432;
const paths = { data: '/data', socket: '/run/postgresql', secret: '/run/secrets/hotels-database' } as const;

/** The arguments of a {@link HotelsDatabase}. */
export interface HotelsDatabaseArgs extends HotelsStorage {
  /** The namespace that everything goes to; it has to be there. */
  readonly namespace: pulumi.Input<string>;
  /** The image of `images/postgres`. */
  readonly image: pulumi.Input<string>;
}

/**
 * One PostgreSQL server with one database and the role that owns it, both named `hotels`. Its password is made here, and
 * the server takes it on at each start: a kept volume serves with a new password too.
 */
export class HotelsDatabase extends pulumi.ComponentResource {
  /** Where it is within the namespace, and as whom to log in: the names of the backend's settings. */
  readonly settings: pulumi.Output<Record<string, string>>;
  /** The Secret with the password, under the key {@link passwordKey}. */
  readonly passwordSecret: pulumi.Output<string>;
  /** The StatefulSet of the server. */
  readonly statefulSet: pulumi.Output<string>;
  /** The claim of its volume. */
  readonly claim: pulumi.Output<string>;

  /**
   * @param name - the name of this installation, which prefixes the resources in the stack
   * @param args - where, of which image, and on which storage
   * @param opts - the options of the component
   */
  constructor(name: string, args: HotelsDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super('shared-keys:index:HotelsDatabase', name, {}, opts);

    const { namespace } = args;
    const identity = { name: 'postgresql', instance: name };
    const labels = standardLabels({ ...identity, component: 'database' });
    const selector = selectorLabels(identity);
    const child = { parent: this };

    // Letters and digits only: it is part of a statement, and of addresses.
    const password = new random.RandomPassword(`${name}-password`, { length: 32, special: false }, child);
    // Named by Pulumi and never changed: a new password is a new Secret, whose name rolls the pods.
    const secret = new k8s.core.v1.Secret(
      `${name}-login`,
      { metadata: { namespace, labels }, immutable: true, stringData: { [passwordKey]: password.result } },
      child,
    );
    const claim = hotelsClaim(`${name}-claim`, { name: names.claim, namespace, labels }, args, this);
    const service = new k8s.core.v1.Service(
      `${name}-server`,
      {
        // The StatefulSet behind it is waited for.
        metadata: { name: names.app, namespace, labels, annotations: { 'pulumi.com/skipAwait': 'true' } },
        spec: {
          selector,
          // Not headless: an address that stays, where a name would lead to the pod before until its record expires.
          type: 'ClusterIP',
          ports: [{ name: 'postgresql', port, targetPort: 'postgresql', protocol: 'TCP' }],
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
          // More would be databases of their own. No disruption budget: with one pod it would only hold up a drain.
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
      DB_PORT: String(port),
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
  // Over TCP, which the server opens only when it has recovered what was not yet in its tables.
  const asked = { exec: { command: ['pg_isready', '--quiet', '--host=127.0.0.1', `--port=${port}`] } };
  return {
    ...hardenedPod(),
    enableServiceLinks: false,
    // A fast shutdown: sessions end at once, then all that is in memory is written.
    terminationGracePeriodSeconds: 60,
    containers: [
      {
        name: 'postgresql',
        image,
        env: [
          { name: 'DATA_PATH', value: paths.data },
          { name: 'DB_NAME', value: 'hotels' },
          { name: 'DB_PASSWORD_FILE', value: `${paths.secret}/${passwordKey}` },
        ],
        ports: [{ name: 'postgresql', containerPort: port, protocol: 'TCP' }],
        // No sleep before it stops: its clients connect anew, and the sooner the next server is there, the better.
        startupProbe: { ...asked, periodSeconds: 1, timeoutSeconds: 3, failureThreshold: 120 },
        readinessProbe: { ...asked, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 2 },
        livenessProbe: { ...asked, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
        volumeMounts: [
          { name: 'data', mountPath: paths.data },
          { name: 'socket', mountPath: paths.socket },
          { name: 'tmp', mountPath: '/tmp' },
          { name: 'password', mountPath: paths.secret, readOnly: true },
        ],
        resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } },
        securityContext: hardenedContainer(),
        terminationMessagePolicy: 'FallbackToLogsOnError',
      },
    ],
    volumes: [
      { name: 'data', persistentVolumeClaim: { claimName } },
      { name: 'socket', emptyDir: { sizeLimit: '1Mi' } },
      { name: 'tmp', emptyDir: { sizeLimit: '16Mi' } },
      { name: 'password', secret: { secretName, defaultMode: 0o440 } },
    ],
  };
}
