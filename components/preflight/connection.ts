import { readFileSync } from 'node:fs';
import type https from 'node:https';

import { accessBy, kubeconfigFiles, readKubeconfig, type Access, type Environment } from './kubeconfig';

/** How the API server is asked. */
export interface Connection {
  /** Its URL, without a slash at the end. */
  readonly server: string;
  /** The certificates and the credentials. */
  readonly options: https.RequestOptions;
}

/** The fields of a cluster and of a user that {@link optionsOf} knows. */
const knownOfCluster = [
  'server',
  'certificate-authority',
  'certificate-authority-data',
  'insecure-skip-tls-verify',
  'tls-server-name',
  'extensions',
];
const knownOfUser = [
  'client-certificate',
  'client-certificate-data',
  'client-key',
  'client-key-data',
  'token',
];

/**
 * How the cluster of a kubeconfig is asked. Without any file it is the cluster of the pod, if this is one.
 *
 * @param environment - the environment of the program, which names the files
 * @param context - the context to use; default: the current one
 * @throws Error with one line when a file cannot be read, the context does not exist, or there are no credentials to be had
 */
export async function connectionTo(
  environment: Environment,
  context: string | undefined,
): Promise<Connection> {
  const files = kubeconfigFiles(environment);
  if (files.length === 0 && environment.KUBERNETES_SERVICE_HOST !== undefined) return byLibrary(undefined);
  const access = accessBy(readKubeconfig(files), files, context);
  const options = optionsOf(access);
  return options === undefined ? byLibrary(access) : { server: withoutSlash(access.cluster.server), options };
}

/** The options for certificates and tokens; `undefined` for anything that is more than that. */
function optionsOf({ cluster, user }: Access): https.RequestOptions | undefined {
  const known = (entry: object, fields: readonly string[]): boolean =>
    Object.keys(entry).every((field) => fields.includes(field));
  if (!known(cluster, knownOfCluster) || !known(user, knownOfUser)) return undefined;
  const [ca, cert, key] = [
    contentOf(cluster, 'certificate-authority'),
    contentOf(user, 'client-certificate'),
    contentOf(user, 'client-key'),
  ];
  const servername = cluster['tls-server-name'];
  return {
    headers: typeof user.token === 'string' ? { Authorization: `Bearer ${user.token}` } : {},
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(cluster['insecure-skip-tls-verify'] === true && { rejectUnauthorized: false }),
    ...(typeof servername === 'string' && { servername }),
  };
}

/** The content of a file that is named, or else in the entry itself, in base64. */
function contentOf(entry: Readonly<Record<string, unknown>>, field: string): Buffer | undefined {
  const { [field]: file, [`${field}-data`]: data } = entry;
  if (typeof file === 'string' && file !== '') return readFileSync(file);
  return typeof data === 'string' && data !== '' ? Buffer.from(data, 'base64') : undefined;
}

/**
 * Asks the library, which also knows programs that fetch credentials, proxies and what a pod has. It is loaded only here, since
 * that takes half a second of each preview.
 *
 * @param access - whom to ask as whom; `undefined` for the cluster of this pod
 */
async function byLibrary(access: Access | undefined): Promise<Connection> {
  // Version 2 needs Node 22.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  if (access === undefined) config.loadFromCluster();
  else {
    const named = { name: 'asked', context: { cluster: 'asked', user: 'asked' } };
    config.loadFromString(
      // JSON is YAML too.
      JSON.stringify({
        'current-context': 'asked',
        contexts: [named],
        clusters: [{ name: 'asked', cluster: access.cluster }],
        users: [{ name: 'asked', user: access.user }],
      }),
    );
  }
  const options: https.RequestOptions = { headers: {} };
  await config.applyToHTTPSOptions(options);
  return { server: withoutSlash(config.getCurrentCluster()?.server ?? ''), options };
}

function withoutSlash(server: string): string {
  return server.replace(/\/+$/, '');
}
